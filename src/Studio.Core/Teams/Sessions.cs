using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>Whether somebody who signed in earlier may still go on: the account is not disabled and its password is the same.</summary>
public sealed class Sessions(IDbContextFactory<StudioDb> contexts)
{
    public async Task<bool> IsValidAsync(Guid userId, string? securityStamp, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Users.AnyAsync(u => u.Id == userId && u.SecurityStamp == securityStamp && u.DisabledAt == null, cancel);
    }
}
