using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Ends a run, or lets an ended one go on.</summary>
public sealed class SteerPromptRun(IWriteGate gate, IGrainFactory grains, PromptRunFeeds feeds, TimeProvider time)
{
    /// <summary>No further row is asked; what was answered stays.</summary>
    /// <exception cref="ConflictException">It has already ended.</exception>
    public async Task CancelAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var (run, access) = await RequireAsync(db, actor, projectId, runId, token);
            if (run.State.IsFinal())
                throw new ConflictException("This run has already ended.");
            var now = time.GetUtcNow().UtcDateTime;
            run.CancelRequestedAt ??= now;
            if (run.State == RunState.Queued)
            {
                (run.State, run.EndedAt) = (RunState.Cancelled, now);
                await db.TellPromptRunEndAsync(run, RunState.Cancelled, null, actor, now, token);
            }

            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "prompt-run.cancel", run.Id, run.Name));
        }, cancel);
        await feeds.RefreshAsync(runId);
        await grains.GetGrain<IRunGrain>(runId).CancelAsync();
    }

    /// <summary>Asks about the rows that are left, and again about those for which no answer came. What was answered stays and is not asked again.</summary>
    /// <exception cref="ConflictException">There is nothing to go on with.</exception>
    public async Task ContinueAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            var (run, access) = await RequireAsync(db, actor, projectId, runId, token);
            if (run.State is not (RunState.Failed or RunState.Cancelled) && !(run.State == RunState.Succeeded && run.Failed > 0))
                throw new ConflictException("Only a run that failed, was cancelled, or has rows without an answer can go on.");
            await db.PromptRunRows.Where(r => r.RunId == runId && r.Outcome == RowOutcome.Failed).ExecuteDeleteAsync(token);
            if (run.ScorecardId is { } scorecard)
                await db.Scorecards.Where(s => s.Id == scorecard).ExecuteDeleteAsync(token);
            var now = time.GetUtcNow().UtcDateTime;
            (run.State, run.QueuedAt, run.EndedAt, run.Error, run.CancelRequestedAt) = (RunState.Queued, now, null, null, null);
            (run.Failed, run.ScorecardId) = (0, null);
            db.AuditEvents.Add(TuningAudit.Event(actor, access, now, "prompt-run.continue", run.Id, run.Name));
        }, cancel);
        await feeds.RefreshAsync(runId);
        await grains.GetGrain<IRunQueueGrain>(PromptRunWorker.Queue).AnnounceAsync();
    }

    private static async Task<(PromptRun Run, ProjectAccess Access)> RequireAsync(StudioDb db, Actor actor, Guid projectId, Guid runId, CancellationToken cancel)
    {
        var access = await db.RequireAsync(actor, projectId, Permission.EditData, cancel);
        return (await db.PromptRuns.SingleOrDefaultAsync(r => r.Id == runId && r.ProjectId == projectId, cancel) ?? throw new NotFoundException("run"), access);
    }
}
