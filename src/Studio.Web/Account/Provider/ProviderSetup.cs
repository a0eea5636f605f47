using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Studio.Web.Account.Provider;

/// <summary>
/// The OpenID Connect client: code flow with PKCE, state and nonce, every token checked against the provider's published keys. Tokens are not kept; what they
/// say is turned into an account once, and the session is Studio's own.
/// </summary>
public static class ProviderSetup
{
    public const string Scheme = "provider";
    public const string Callback = "/account/provider/callback", SignedOutCallback = "/account/provider/signed-out";

    // Only signatures that need the provider's private key: with a shared secret anybody who holds it could write tokens.
    internal static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    public static void AddProvider(this AuthenticationBuilder authentication, ProviderOptions provider)
    {
        authentication.Services.AddSingleton(provider);
        authentication.Services.AddSingleton(provider.Rules);
        authentication.Services.AddSingleton<ProviderProblems>();
        if (!provider.IsOn)
            return;
        authentication.Services.AddScoped<ProviderEvents>();
        authentication.Services.AddSingleton<ProviderConnections>();
        authentication.Services.AddSingleton<SignOutTokens>();
        authentication.AddOpenIdConnect(Scheme, options => Configure(options, provider));
    }

    private static void Configure(OpenIdConnectOptions options, ProviderOptions provider)
    {
        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.RequireHttpsMetadata = provider.Authority!.StartsWith("https", StringComparison.OrdinalIgnoreCase);
        options.SignInScheme = options.SignOutScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // The answer comes back as an address: a posted one would arrive from another site, without the cookies that tie it to this browser.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = Callback;
        options.SignedOutCallbackPath = SignedOutCallback;
        options.RemoteSignOutPath = default;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.DisableTelemetry = true;
        options.BackchannelTimeout = TimeSpan.FromSeconds(15);
        options.EventsType = typeof(ProviderEvents);
        options.Scope.Clear();
        foreach (var scope in provider.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.Scope.Add(scope);
        foreach (var claim in new[] { "email_verified", provider.GroupsClaim })
            options.ClaimActions.MapJsonKey(claim, claim);
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(2);
        options.TokenValidationParameters.NameClaimType = "name";
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
    }
}
