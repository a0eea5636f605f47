using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Studio.Core.Teams.Provider;

namespace Studio.Web.Account.Provider;

public static class ProviderEndpoints
{
    public const string Start = "/account/provider", Connect = "/account/provider/connect", BackChannel = "/account/provider/back-channel-sign-out";

    public static void MapProvider(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ProviderOptions>().IsOn)
            return;
        app.MapGet(Start, (HttpContext context, string? returnUrl) => ChallengeAsync(context, new AuthenticationProperties { RedirectUri = SignIn.Local(returnUrl) }))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapPost(Connect, ConnectAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapPost(BackChannel, BackChannelAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
    }

    private static async Task ConnectAsync(HttpContext context, IAntiforgery antiforgery)
    {
        await antiforgery.ValidateRequestAsync(context);
        var invitation = (await context.Request.ReadFormAsync(context.RequestAborted))["Token"].ToString();
        if (invitation.Length > 0)
            await ChallengeAsync(context, ProviderConnections.OfInvitation(invitation));
        else if (context.User.UserId() is { } user)
            await ChallengeAsync(context, ProviderConnections.OfSession(user));
        else
        {
            context.Response.Redirect("/account/sign-in");
            return;
        }

        await LeavingPage.InsteadOfRedirectAsync(context);
    }

    private static async Task ChallengeAsync(HttpContext context, AuthenticationProperties properties)
    {
        try
        {
            await context.ChallengeAsync(ProviderSetup.Scheme, properties);
        }
        catch (Exception error) when (error is InvalidOperationException or HttpRequestException or IOException)
        {
            var name = context.RequestServices.GetRequiredService<ProviderOptions>().ShownName;
            AccountLog.ProviderUnreachable(context.RequestServices.GetRequiredService<ILogger<ProviderEvents>>(), error);
            context.RequestServices.GetRequiredService<ProviderProblems>().Show(context, $"{name} cannot be reached at the moment. Try again shortly.");
        }
    }

    // OpenID Connect Back-Channel Logout 1.0: 200 when the sessions ended (or there were none), 400 for a token that is not one.
    private static async Task<IResult> BackChannelAsync(HttpContext context, SignOutTokens tokens, ProviderSessions sessions, LiveCircuits circuits, SessionCheck check)
    {
        context.Response.Headers.CacheControl = "no-store";
        var token = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(context.RequestAborted))["logout_token"].ToString() : "";
        if (await tokens.ReadAsync(token, context.RequestAborted) is not { } told)
            return Results.Json(new { error = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
        if (await sessions.EndAsync(told.Issuer, told.Subject, told.Session, context.RequestAborted) is { } person)
        {
            check.Forget();
            circuits.EndAll(person);
        }

        return Results.Ok();
    }
}
