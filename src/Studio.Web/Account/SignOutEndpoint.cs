using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Studio.Web.Account.Provider;

namespace Studio.Web.Account;

public static class SignOutEndpoint
{
    // An address of its own: the page of the same name answers every method of its address.
    public static void MapStudioAccounts(this WebApplication app)
    {
        app.MapPost("/account/end-session", async (HttpContext context, IAntiforgery antiforgery, SignIn signIn, ProviderOptions provider) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            var fromProvider = context.User.FindFirstValue(Claims.Provider) is not null;
            await signIn.EndAsync(context);
            if (!fromProvider || !provider.IsOn || !provider.SignOutAtProvider || !await LeaveProviderAsync(context))
                context.Response.Redirect("/account/sign-in");
        }).ExcludeFromDescription();
        app.MapProvider();
    }

    private static async Task<bool> LeaveProviderAsync(HttpContext context)
    {
        try
        {
            await context.SignOutAsync(ProviderSetup.Scheme, new AuthenticationProperties { RedirectUri = "/account/sign-in" });
            await LeavingPage.InsteadOfRedirectAsync(context);
            return true;
        }
        catch (Exception error) when (error is InvalidOperationException or HttpRequestException or IOException)
        {
            // It cannot be reached, or has no way to sign out; here the session has ended in any case.
            AccountLog.ProviderUnreachable(context.RequestServices.GetRequiredService<ILogger<ProviderEvents>>(), error);
            return false;
        }
    }
}
