using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Studio.Core.Teams;
using Studio.Web.Account;
using Studio.Web.Models.OpenAi;

namespace Studio.Web.Api;

public sealed class ApiKeyOptions : AuthenticationSchemeOptions;

/// <summary><c>Authorization: Bearer studio_…</c> signs a program in for one request.</summary>
public sealed class ApiKeyHandler(IOptionsMonitor<ApiKeyOptions> options, ILoggerFactory logs, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<ApiKeyOptions>(options, logs, encoder)
{
    public new const string Scheme = "ApiKey";
    public const string Either = "CookieOrApiKey";
    private const string Bearer = "Bearer ";

    public static string Choose(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? Scheme
            : CookieAuthenticationDefaults.AuthenticationScheme;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            return AuthenticateResult.NoResult();
        if (await keys.IdentifyAsync(header[Bearer.Length..].Trim(), Context.RequestAborted) is not { Key: { } scope } actor)
            return AuthenticateResult.Fail("The API key is unknown, expired or revoked.");
        var identity = new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, actor.UserId.ToString()),
            new Claim(Claims.Key, scope.KeyId.ToString()),
            new Claim(Claims.KeyTeam, scope.TeamId.ToString()),
            new Claim(Claims.KeyRole, scope.Role.ToString()),
        ], Scheme);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        if (Request.Path.StartsWithSegments(OpenAiError.Path))
            return OpenAiError.Of(StatusCodes.Status401Unauthorized, "The API key is missing, unknown, expired or revoked. Send one of the team's keys as \"Authorization: Bearer studio_…\".").WriteAsync(Context);
        return Results.Problem("The API key is unknown, expired or revoked. Make one on the team's page.", statusCode: StatusCodes.Status401Unauthorized)
            .ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Results.Problem("This key may not do this.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);
}
