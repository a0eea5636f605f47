using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Studio.EndToEnd.Tests.App;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Studio.EndToEnd.Tests.SignIn;

/// <summary>OpenIddict's server inside the test, without a database: clients and people are what this class says.</summary>
internal sealed class OpenIddictProvider : ISignInProvider
{
    private const string Client = "studio", Secret = "a secret of this test alone";

    private readonly int _port = Ports.Free();
    private readonly Dictionary<string, string[]> _groups = [];
    private WebApplication? _app;

    public string Address => $"http://127.0.0.1:{_port}";

    public Task SetGroupsAsync(string person, params string[] groups)
    {
        _groups[person] = groups;
        return Task.CompletedTask;
    }

    public async Task StartAsync(string studio)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address);
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(server => Configure(server, studio));
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapGet("/authorize", (HttpContext context) => Form(context));
        _app.MapPost("/authorize", (HttpContext context) => Begin(context));
        _app.MapMethods("/end", ["GET", "POST"], () => Results.SignOut(authenticationSchemes: [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]));
        await _app.StartAsync();
    }

    public async Task PassAsync(IPage page, string person)
    {
        await page.GetByLabel("Who are you?").FillAsync(person);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go in" }).ClickAsync();
    }

    public Task LeaveAsync(IPage page) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private static void Configure(OpenIddictServerBuilder server, string studio)
    {
        server.EnableDegradedMode().SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token").SetUserInfoEndpointUris("me").SetEndSessionEndpointUris("end");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AddEphemeralEncryptionKey().AddEphemeralSigningKey();
        server.RegisterScopes("profile", "email", "groups");
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().DisableTransportSecurityRequirement();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(asked =>
        {
            if (asked.ClientId != Client || asked.RedirectUri != studio + "/account/provider/callback")
                asked.Reject(OpenIddictConstants.Errors.InvalidClient);
            return default;
        }));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(asked =>
        {
            if (asked.ClientId != Client || asked.ClientSecret != Secret)
                asked.Reject(OpenIddictConstants.Errors.InvalidClient);
            return default;
        }));
        server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseInlineHandler(asked =>
        {
            if (asked.PostLogoutRedirectUri != studio + "/account/provider/signed-out")
                asked.Reject(OpenIddictConstants.Errors.InvalidRequest);
            return default;
        }));
        server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseInlineHandler(asked =>
        {
            asked.Claims["name"] = asked.AccessTokenPrincipal.GetClaim("name");
            asked.Claims["email"] = asked.AccessTokenPrincipal.GetClaim("email");
            asked.Claims["email_verified"] = true;
            asked.Claims["groups"] = new OpenIddictParameter([.. asked.AccessTokenPrincipal.GetClaims("groups").Select(group => (string?)group)]);
            return default;
        }));
    }

    private static IResult Form(HttpContext context)
    {
        var hidden = string.Concat(context.Request.Query.Select(field => $"<input type=hidden name='{field.Key}' value='{WebUtility.HtmlEncode(field.Value)}'>"));
        return Results.Content($"<!DOCTYPE html><title>Sign in</title><form method=post action=/authorize>{hidden}<label>Who are you? <input name=login></label><button>Go in</button></form>", "text/html");
    }

    private IResult Begin(HttpContext context)
    {
        var request = context.GetOpenIddictServerRequest()!;
        var person = context.Request.Form["login"].ToString();
        var identity = new ClaimsIdentity("test", "name", "role");
        identity.SetClaim(OpenIddictConstants.Claims.Subject, person).SetClaim("name", char.ToUpperInvariant(person[0]) + person[1..]).SetClaim("email", $"{person}@example.net");
        identity.SetClaims("groups", [.. _groups.GetValueOrDefault(person, [])]);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken]);
        return Results.SignIn(new ClaimsPrincipal(identity), authenticationScheme: OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }
}
