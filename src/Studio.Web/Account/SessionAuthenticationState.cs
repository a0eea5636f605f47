using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Studio.Web.Account;

/// <summary>Who looks at a circuit. Checked again twice a minute, and ended at once when the session ends elsewhere.</summary>
public sealed class SessionAuthenticationState(ILoggerFactory logs, SessionCheck check) : RevalidatingServerAuthenticationStateProvider(logs)
{
    private static readonly AuthenticationState Nobody = new(new ClaimsPrincipal(new ClaimsIdentity()));

    protected override TimeSpan RevalidationInterval => AccountSetup.Recheck;

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        check.IsValidAsync(authenticationState.User, cancellationToken);

    public void End() => SetAuthenticationState(Task.FromResult(Nobody));
}
