using Microsoft.AspNetCore.Antiforgery;

namespace Studio.Web.Account;

public static class SignOutEndpoint
{
    // An address of its own: the page of the same name answers every method of its address.
    public static void MapStudioAccounts(this WebApplication app) =>
        app.MapPost("/account/end-session", async (HttpContext context, IAntiforgery antiforgery, SignIn signIn) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            await signIn.EndAsync(context);
            return Results.LocalRedirect("/account/sign-in");
        }).ExcludeFromDescription();
}
