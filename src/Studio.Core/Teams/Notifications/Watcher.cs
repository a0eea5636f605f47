using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Notifications;

/// <summary>A person who asked to be told how something ends that others began.</summary>
public sealed class Watcher
{
    public required Guid UserId { get; init; }
    public required Guid ObjectId { get; init; }
}

/// <summary>Begins and ends watching. Knowing an id gives nothing away: only members of the object's project are ever told.</summary>
public sealed class WatchObject(IDbContextFactory<StudioDb> contexts, IWriteGate gate)
{
    public async Task<bool> IsWatchedAsync(Actor actor, Guid objectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Watchers.AnyAsync(w => w.UserId == actor.UserId && w.ObjectId == objectId, cancel);
    }

    public Task SetAsync(Actor actor, Guid objectId, bool watch, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
    {
        var standing = await db.Watchers.SingleOrDefaultAsync(w => w.UserId == actor.UserId && w.ObjectId == objectId, token);
        if (watch && standing is null)
            db.Watchers.Add(new Watcher { UserId = actor.UserId, ObjectId = objectId });
        else if (!watch && standing is not null)
            db.Watchers.Remove(standing);
    }, cancel);
}
