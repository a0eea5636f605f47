using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams.Provider;

namespace Studio.Core.Teams;

/// <summary>A person's own password. Changing it ends every session of theirs.</summary>
public sealed class ChangePassword(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, IPasswordHasher<User> hasher, AccountRules rules, TimeProvider time)
{
    /// <exception cref="InvalidInputException">The current password is wrong, or the new one may not be used.</exception>
    public async Task<SignedInUser> RunAsync(Actor actor, string current, string replacement, CancellationToken cancel = default)
    {
        var user = await FindAsync(actor.UserId, cancel);
        if (hasher.VerifyHashedPassword(user, user.PasswordHash ?? "", current) == PasswordVerificationResult.Failed)
            throw new InvalidInputException("The current password is not right.");
        return await SetAsync(user, replacement, cancel);
    }

    /// <summary>The first password of an invited person, or a new one after it was forgotten: the link holds the stamp that setting it uses up.</summary>
    /// <exception cref="InvalidInputException">The link was used before, or the password may not be used.</exception>
    public async Task<SignedInUser> RedeemAsync(Guid userId, string securityStamp, string password, CancellationToken cancel = default)
    {
        await DemandOpenAsync(userId, securityStamp, cancel);
        return await SetAsync(await FindAsync(userId, cancel), password, cancel);
    }

    /// <summary>Whether an invitation's link can still be used; the account it is for.</summary>
    /// <exception cref="InvalidInputException">The link was used before or has been replaced.</exception>
    public async Task<Guid> DemandOpenAsync(Guid userId, string securityStamp, CancellationToken cancel = default)
    {
        var user = await FindAsync(userId, cancel);
        return user.SecurityStamp == securityStamp && user.DisabledAt is null
            ? userId
            : throw new InvalidInputException("This link was used before or has been replaced. Ask an Owner of your team for a new one.");
    }

    private async Task<SignedInUser> SetAsync(User user, string password, CancellationToken cancel)
    {
        rules.DemandLocalAccounts();
        if (PasswordRules.Problems(password, user.Email ?? "", user.DisplayName) is [var problem, ..])
            throw new InvalidInputException(problem);
        var (hash, before, stamp) = (hasher.HashPassword(user, password), user.SecurityStamp, NewAccount.Stamp());
        await gate.WriteAsync(async (db, token) =>
        {
            var changed = await db.Users.Where(u => u.Id == user.Id && u.SecurityStamp == before).ExecuteUpdateAsync(set => set
                .SetProperty(u => u.PasswordHash, hash).SetProperty(u => u.SecurityStamp, stamp)
                .SetProperty(u => u.AccessFailedCount, 0).SetProperty(u => u.LockoutEnd, (DateTimeOffset?)null), token);
            if (changed == 0)
                throw new ConflictException("The password was changed at the same moment elsewhere. Try again.");
            db.AuditTeam(new Actor(user.Id), null, time.GetUtcNow().UtcDateTime, "user.password", user.Id);
        }, cancel);
        return new SignedInUser(user.Id, user.DisplayName, user.Email ?? "", stamp);
    }

    private async Task<User> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancel) ?? throw new NotFoundException("account");
    }
}
