using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Caching.Memory;
using Studio.Core.Teams;

namespace Studio.Web.Account;

/// <summary>Asks the database whether a session still holds, at most every <see cref="AccountSetup.Recheck"/> for the same session.</summary>
public sealed class SessionCheck(Sessions sessions) : IDisposable
{
    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    public async Task<bool> IsValidAsync(ClaimsPrincipal principal, CancellationToken cancel = default)
    {
        if (principal.UserId() is not { } user || principal.FindFirstValue(Claims.SecurityStamp) is not { } stamp)
            return false;
        if (_answers.TryGetValue<bool>((user, stamp), out var known))
            return known;
        var valid = await sessions.IsValidAsync(user, stamp, cancel);
        return _answers.Set((user, stamp), valid, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = AccountSetup.Recheck });
    }

    /// <summary>Asks the database again for everybody, since sessions were ended.</summary>
    public void Forget() => _answers.Clear();

    public async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is null || !await IsValidAsync(context.Principal, context.HttpContext.RequestAborted))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }
    }

    public void Dispose() => _answers.Dispose();
}
