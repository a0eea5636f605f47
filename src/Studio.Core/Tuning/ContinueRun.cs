using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>Lets a failed or cancelled run go on from what was kept: its last checkpoint, or after its training.</summary>
public sealed class ContinueRun(IDbContextFactory<StudioDb> contexts, IWriteGate gate, IGrainFactory grains, RunFeeds feeds, TimeProvider time)
{
    /// <exception cref="ConflictException">It has not failed and was not cancelled.</exception>
    public async Task RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var read = await contexts.CreateDbContextAsync(cancel);
        var access = await read.RequireAsync(actor, projectId, Permission.Tune, cancel);
        await gate.WriteAsync(async (db, token) =>
        {
            var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == runId && r.ProjectId == projectId, token) ?? throw new NotFoundException("run");
            if (run.State is not (RunState.Failed or RunState.Cancelled))
                throw new ConflictException("Only a failed or cancelled run can go on.");
            var now = time.GetUtcNow().UtcDateTime;
            run.Requeue(now);
            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "run.continue", run.Id, run.Name));
        }, cancel);
        await feeds.RefreshAsync(runId);
        await grains.GetGrain<IRunQueueGrain>(0).AnnounceAsync();
    }
}
