using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams.Provider;

namespace Studio.Core.Teams;

/// <summary>A person whose password was right.</summary>
public sealed record SignedInUser(Guid Id, string DisplayName, string Email, string SecurityStamp);

/// <summary>
/// Whether an e-mail address and a password belong together. The answer is the same, and takes as long, whether the account is unknown, disabled,
/// locked or the password wrong. Five wrong passwords close an account for five minutes.
/// </summary>
public sealed class CheckPassword(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, IPasswordHasher<User> hasher, AccountRules rules, TimeProvider time)
{
    public const int Attempts = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly User Nobody = new() { DisplayName = "" };
    private readonly string _nobodysHash = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());

    public async Task<SignedInUser?> RunAsync(string email, string password, CancellationToken cancel = default)
    {
        var user = await FindAsync(email, cancel);
        var result = hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? _nobodysHash, password);
        var now = time.GetUtcNow();
        if (!rules.LocalAccounts || user is null || user.DisabledAt is not null || user.LockoutEnd > now)
            return null;
        if (result == PasswordVerificationResult.Failed)
        {
            await CountFailureAsync(user.Id, now, cancel);
            return null;
        }
        var renewed = result == PasswordVerificationResult.SuccessRehashNeeded ? hasher.HashPassword(user, password) : user.PasswordHash;
        if (user.AccessFailedCount > 0 || renewed != user.PasswordHash)
            await gate.WriteAsync((db, token) => db.Users.Where(u => u.Id == user.Id).ExecuteUpdateAsync(
                set => set.SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.PasswordHash, renewed), token), cancel);
        return new SignedInUser(user.Id, user.DisplayName, user.Email!, user.SecurityStamp!);
    }

    private async Task<User?> FindAsync(string email, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var normalized = EmailAddress.Normalize(email);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, cancel);
    }

    private Task CountFailureAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var user = await db.Users.SingleAsync(u => u.Id == id, token);
        user.AccessFailedCount++;
        if (user.AccessFailedCount >= Attempts)
        {
            (user.AccessFailedCount, user.LockoutEnd) = (0, now + Pause);
            db.AuditTeam(new Actor(id), null, now.UtcDateTime, "user.lock", id, $"{Attempts} wrong passwords");
        }
    }, cancel);
}
