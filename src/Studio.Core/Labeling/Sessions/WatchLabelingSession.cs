using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>A session's progress as it happens.</summary>
public sealed class WatchLabelingSession(IDbContextFactory<StudioDb> contexts, IGrainFactory grains, LabelingFeeds feeds)
{
    /// <exception cref="NotFoundException">There is no such session for this actor.</exception>
    public async Task<LiveSubscription<SessionStatus, SessionStatus>> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        await grains.GetGrain<ILabelQueueGrain>(sessionId).StatusAsync();
        return feeds.For(sessionId).Subscribe(capacity: 1);
    }
}
