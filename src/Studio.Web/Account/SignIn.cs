using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Studio.Core.Teams;

namespace Studio.Web.Account;

/// <summary>Begins and ends sessions of this browser.</summary>
public sealed class SignIn(LiveCircuits circuits)
{
    public static Task BeginAsync(HttpContext context, SignedInUser user) => context.SignInAsync(
        CookieAuthenticationDefaults.AuthenticationScheme, Claims.Principal(user, Guid.NewGuid().ToString("N")),
        new AuthenticationProperties { IsPersistent = true });

    public async Task EndAsync(HttpContext context)
    {
        if (context.User.FindFirstValue(Claims.Session) is { } session)
            circuits.End(session);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
    }

    /// <summary>An address inside Studio, whatever was asked for.</summary>
    public static string Local(string? returnUrl) =>
        returnUrl is { Length: > 0 and < 2000 } && returnUrl[0] == '/' && !returnUrl.StartsWith("//", StringComparison.Ordinal)
            && !returnUrl.Contains('\\', StringComparison.Ordinal) && !returnUrl.Any(char.IsControl) ? returnUrl : "/";
}
