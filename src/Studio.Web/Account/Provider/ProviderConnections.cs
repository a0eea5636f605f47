using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Studio.Core;
using Studio.Core.Teams;

namespace Studio.Web.Account.Provider;

/// <summary>
/// Connecting a provider's sign-in with an account that exists: by the person's own open session, or by an invitation's link. What was asked for travels in
/// the protected state and is checked again when the answer comes.
/// </summary>
public sealed class ProviderConnections(InvitationLinks links, ChangePassword passwords)
{
    private const string Account = "connect", Invitation = "invitation";

    public static AuthenticationProperties OfSession(Guid user) => new() { RedirectUri = "/account/sign-ins", Items = { [Account] = user.ToString() } };

    public static AuthenticationProperties OfInvitation(string token) => new() { RedirectUri = "/", Items = { [Invitation] = token } };

    /// <summary>The account to connect; null where somebody simply signs in.</summary>
    /// <exception cref="StudioException">The session or the invitation is no longer what it was.</exception>
    public async Task<Guid?> AccountAsync(HttpContext context, AuthenticationProperties properties, CancellationToken cancel)
    {
        if (properties.Items.TryGetValue(Invitation, out var token))
        {
            var invitation = links.Read(token);
            return await passwords.DemandOpenAsync(invitation.UserId, invitation.SecurityStamp, cancel);
        }

        if (!properties.Items.TryGetValue(Account, out var account))
            return null;
        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return session.Principal?.UserId() is { } user && user.ToString() == account
            ? user
            : throw new ConflictException("You signed in as somebody else meanwhile. Nothing was connected; begin again under “Ways to sign in”.");
    }
}
