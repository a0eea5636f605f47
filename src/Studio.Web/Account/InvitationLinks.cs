using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Studio.Core;
using Studio.Core.Teams;

namespace Studio.Web.Account;

/// <summary>Turns an invitation into a link and back. A link works once and for three days.</summary>
public sealed class InvitationLinks(IDataProtectionProvider protection)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);
    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("invitation").ToTimeLimitedDataProtector();

    /// <summary>The address below the site's own, such as <c>account/welcome?token=…</c>.</summary>
    public string LinkTo(Invitation invitation) =>
        "account/welcome?token=" + Uri.EscapeDataString(_protector.Protect($"{invitation.UserId:N} {invitation.SecurityStamp}", Lifetime));

    /// <exception cref="InvalidInputException">The link is damaged or too old.</exception>
    public Invitation Read(string? token)
    {
        try
        {
            var parts = _protector.Unprotect(token ?? "").Split(' ');
            return new Invitation(Guid.Parse(parts[0]), parts[1]);
        }
        catch (CryptographicException)
        {
            throw new InvalidInputException("This link is damaged or older than three days. Ask an Owner of your team for a new one.");
        }
    }
}
