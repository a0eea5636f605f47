using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>Gives back at once what a closed page was promised.</summary>
public sealed class LeaveSeat(IDbContextFactory<StudioDb> contexts, IGrainFactory grains)
{
    public async Task RunAsync(Actor actor, Guid sessionId, Guid seat, CancellationToken cancel = default)
    {
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireSessionAsync(actor, sessionId, Permission.View, cancel);
        await grains.GetGrain<ILabelQueueGrain>(sessionId).LeaveAsync(actor.UserId, seat);
    }
}
