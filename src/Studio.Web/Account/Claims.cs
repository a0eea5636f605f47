using System.Security.Claims;
using Studio.Core.Teams;
using Studio.Web.Shell;

namespace Studio.Web.Account;

/// <summary>What the sign-in cookie and an API key say about the caller.</summary>
public static class Claims
{
    public const string SecurityStamp = "studio.stamp", Session = "studio.session", Provider = "studio.provider", Key = "studio.key", KeyTeam = "studio.key.team", KeyRole = "studio.key.role";

    /// <summary>A session; <paramref name="provider"/> is the issuer that vouched for it, null for a password.</summary>
    public static ClaimsPrincipal Principal(SignedInUser user, string session, string? provider = null) => new(new ClaimsIdentity(
    [
        new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()),
        new Claim(ClaimTypes.Name, user.DisplayName),
        new Claim(ClaimTypes.Email, user.Email),
        new Claim(SecurityStamp, user.SecurityStamp),
        new Claim(Session, session),
        .. provider is null ? (IEnumerable<Claim>)[] : [new Claim(Provider, provider)],
    ], provider is null ? "password" : "provider"));

    public static Guid? UserId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Visitor? Visitor(this ClaimsPrincipal principal) => principal.UserId() is { } id
        ? new Visitor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "", principal.FindFirstValue(ClaimTypes.Email) ?? "")
        : null;

    /// <summary>Who calls an endpoint, for its use case: <c>principal.Actor()</c> in a handler that takes a <see cref="ClaimsPrincipal"/>.</summary>
    public static Actor Actor(this ClaimsPrincipal principal)
    {
        var id = principal.UserId() ?? throw new UnauthorizedAccessException("The endpoint allows callers who are not signed in.");
        return principal.FindFirstValue(Key) is { } key
            ? new Actor(id, new KeyScope(Guid.Parse(key), Guid.Parse(principal.FindFirstValue(KeyTeam)!), Enum.Parse<Role>(principal.FindFirstValue(KeyRole)!)))
            : new Actor(id);
    }
}
