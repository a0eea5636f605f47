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
        await CheckAsync(actor, projectId, runId, cancel);
        return await feeds.SubscribeAsync(runId);
    }

    /// <summary>Whether the person may still see it; true or an exception.</summary>
    public async Task<bool> CheckAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.Runs.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel) ? true : throw new NotFoundException("run");
    }
}
