using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Web.Account.Provider;
using Studio.Web.Api;

namespace Studio.Web.Account;

public static class AccountSetup
{
    public const string SignInRate = "sign-in";

    /// <summary>Attempts from one address; a whole team may sit behind one.</summary>
    public const int SignInsAMinute = 30;

    /// <summary>How long a session of somebody who was disabled or changed the password may go on.</summary>
    public static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddStudioAccounts(this IServiceCollection services, StorageRoot storage, IConfiguration configuration)
    {
        services.AddDataProtection().SetApplicationName("Studio").PersistKeysToFileSystem(new DirectoryInfo(storage.Keys));
        services.AddAuthentication(ApiKeyHandler.Either)
            .AddPolicyScheme(ApiKeyHandler.Either, null, either => either.ForwardDefaultSelector = ApiKeyHandler.Choose)
            .AddScheme<ApiKeyOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null)
            .AddCookie(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddProvider(ProviderOptions.From(configuration));
        services.AddStudioTeams();
        services.AddSingleton<SessionCheck>();
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme).Configure<SessionCheck>(Configure);
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            // Looking at the form is free; trying passwords is not.
            limiter.AddPolicy(SignInRate, context => HttpMethods.IsPost(context.Request.Method)
                ? RateLimitPartition.GetSlidingWindowLimiter(
                    context.Connection.RemoteIpAddress?.ToString() ?? "",
                    _ => new SlidingWindowRateLimiterOptions { PermitLimit = SignInsAMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 })
                : RateLimitPartition.GetNoLimiter(""));
        });
        services.AddSingleton<LiveCircuits>();
        services.AddScoped<CircuitHandler, CircuitRegistration>();
        services.AddScoped<SessionAuthenticationState>();
        services.AddScoped<AuthenticationStateProvider>(scope => scope.GetRequiredService<SessionAuthenticationState>());
        services.AddSingleton<InvitationLinks>();
        services.AddScoped<SignIn>();
        return services;
    }

    private static void Configure(CookieAuthenticationOptions cookie, SessionCheck check)
    {
        cookie.LoginPath = "/account/sign-in";
        cookie.AccessDeniedPath = "/not-found";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.CookieManager = new HostCookies();
        cookie.Cookie.Name = HostCookies.Name;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.Events.OnValidatePrincipal = check.ValidateAsync;
        cookie.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
        cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
    }

    // Programs and scripts get a status; only a person who opens a page is sent to the sign-in page.
    private static Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) && HttpMethods.IsGet(context.Request.Method))
            context.Response.Redirect(context.RedirectUri);
        else
            context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
