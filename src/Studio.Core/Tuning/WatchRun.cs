using Microsoft.EntityFrameworkCore;
using Studio.Core.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>Subscribes to a run: its picture now and every change after it.</summary>
public sealed class WatchRun(IDbContextFactory<StudioDb> contexts, RunFeeds feeds)
{
    public async Task<LiveSubscription<RunPicture, RunChange>> RunAsync(
        Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        if (!await db.Runs.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel))
            throw new NotFoundException("run");
        return await feeds.SubscribeAsync(runId);
    }
}
