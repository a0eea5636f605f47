using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>Ends a run that waits at once, and one that is worked on within a step. Its last checkpoint is kept.</summary>
public sealed class CancelRun(IDbContextFactory<StudioDb> contexts, IWriteGate gate, IGrainFactory grains, RunFeeds feeds, TimeProvider time)
{
    /// <exception cref="ConflictException">It has already ended.</exception>
    public async Task RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var read = await contexts.CreateDbContextAsync(cancel);
        var access = await read.RequireAsync(actor, projectId, Permission.Tune, cancel);
        await gate.WriteAsync(async (db, token) =>
        {
            var run = await db.Runs.SingleOrDefaultAsync(r => r.Id == runId && r.ProjectId == projectId, token) ?? throw new NotFoundException("run");
            if (run.State.IsFinal())
                throw new ConflictException("This run has already ended.");
            var now = time.GetUtcNow().UtcDateTime;
            run.CancelRequestedAt ??= now;
            if (run.State is RunState.Queued or RunState.Paused)
            {
                (run.State, run.EndedAt, run.Error, run.RoomNeeded) = (RunState.Cancelled, now, null, null);
                await db.TellRunEndAsync(runId, RunState.Cancelled, null, actor, now, token);
            }

            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "run.cancel", run.Id, run.Name));
        }, cancel);
        await feeds.RefreshAsync(runId);
        await grains.GetGrain<IRunGrain>(runId).CancelAsync();
    }
}
