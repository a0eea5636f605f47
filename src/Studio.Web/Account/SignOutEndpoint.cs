using Microsoft.AspNetCore.Antiforgery;

namespace Studio.Web.Account;

public static class SignOutEndpoint
{
    public static void MapStudioAccounts(this WebApplication app) =>
        app.MapPost("/account/sign-out", async (HttpContext context, IAntiforgery antiforgery, SignIn signIn) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            await signIn.EndAsync(context);
            return Results.LocalRedirect("/account/sign-in");
        }).ExcludeFromDescription();
}
