using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Provider;

/// <summary>Ends sessions because the provider says so (back-channel sign-out): everything of the person's that is open here ends with it.</summary>
public sealed class ProviderSessions(IWriteGate gate, TimeProvider time)
{
    private const string Prefix = "session ";
    private const int Kept = 20;

    /// <param name="issuer">Who says so, already checked.</param>
    /// <param name="subject">Whose sessions; or null where only one session is named.</param>
    /// <param name="session">The provider's name of a session.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <returns>The person whose sessions ended; null when nobody is known by that.</returns>
    public Task<Guid?> EndAsync(string issuer, string? subject, string? session, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
    {
        var name = Prefix + session;
        var person = subject is not null
            ? await db.UserLogins.Where(l => l.LoginProvider == issuer && l.ProviderKey == subject).Select(l => (Guid?)l.UserId).SingleOrDefaultAsync(token)
            : await db.UserTokens.Where(t => t.LoginProvider == issuer && t.Name == name).Select(t => (Guid?)t.UserId).FirstOrDefaultAsync(token);
        if (person is not { } id)
            return null;
        var stamp = NewAccount.Stamp();
        await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.SecurityStamp, stamp), token);
        await db.UserTokens.Where(t => t.UserId == id && t.LoginProvider == issuer && t.Name.StartsWith(Prefix)).ExecuteDeleteAsync(token);
        db.AuditTeam(new Actor(id), null, time.GetUtcNow().UtcDateTime, "user.sign-out", id, $"by {issuer}");
        return person;
    }, cancel);

    internal static async Task RememberAsync(StudioDb db, Guid userId, string issuer, string session, DateTime now, CancellationToken cancel)
    {
        var name = Prefix + session;
        var known = await db.UserTokens.Where(t => t.UserId == userId && t.LoginProvider == issuer && t.Name.StartsWith(Prefix)).ToListAsync(cancel);
        if (known.Exists(t => t.Name == name))
            return;
        db.UserTokens.RemoveRange(known.OrderByDescending(t => t.Value, StringComparer.Ordinal).Skip(Kept - 1));
        db.UserTokens.Add(new IdentityUserToken<Guid> { UserId = userId, LoginProvider = issuer, Name = name, Value = now.ToString("O", CultureInfo.InvariantCulture) });
    }
}
