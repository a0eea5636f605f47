using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning;

/// <summary>Hands each waiting run to one worker. The oldest goes first; an interrupted one goes before those that never began.</summary>
internal sealed class RunQueue(IWriteGate gate, IDbContextFactory<StudioDb> contexts, WorkerLocks locks, TuningOptions options, TimeProvider time)
{
    /// <summary>The next run, now this worker's, or null when there is nothing to do.</summary>
    public async Task<Run?> ClaimAsync(string workerId, CancellationToken cancel)
    {
        var dead = await DeadWorkersAsync(cancel);
        return await gate.WriteAsync(async (db, token) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = await db.Runs.AsNoTracking()
                .Where(r => r.State == RunState.Queued
                    || ((r.State == RunState.Running || r.State == RunState.Evaluating) && (r.LeaseUntil < now || dead.Contains(r.WorkerId!))))
                .OrderBy(r => r.State == RunState.Queued ? 1 : 0).ThenBy(r => r.QueuedAt).ThenBy(r => r.Number)
                .FirstOrDefaultAsync(token);
            return next is null || !await TakeAsync(db, next, workerId, now, token)
                ? null
                : await db.Runs.AsNoTracking().SingleAsync(r => r.Id == next.Id, token);
        }, cancel);
    }

    /// <summary>Keeps the run for this attempt, lease after lease, until what comes back is disposed.</summary>
    public RunLease Hold(RunAttemptKey attempt, ILogger logger) =>
        new(attempt.RunId, cancel => RenewAsync(attempt, cancel), new LeasePace(options.Lease, options.Heartbeat), time, logger);

    /// <summary>Whether the run is still this attempt's, for another lease; and whether somebody asked for its end.</summary>
    /// <exception cref="LeaseLostException">It is another's by now.</exception>
    public Task<bool> RenewAsync(RunAttemptKey attempt, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var until = time.GetUtcNow().UtcDateTime + options.Lease;
        await attempt.UpdateAsync(db, run => run.SetProperty(r => r.LeaseUntil, until), token);
        return await db.Runs.AnyAsync(r => r.Id == attempt.RunId && r.CancelRequestedAt != null, token);
    }, cancel);

    private async Task<bool> TakeAsync(StudioDb db, Run next, string workerId, DateTime now, CancellationToken token)
    {
        var state = next.WeightsSha256 is null ? RunState.Running : RunState.Evaluating;
        var interruptions = next.State == RunState.Queued ? next.Interruptions : next.Interruptions + 1;
        var until = now + options.Lease;
        var started = next.StartedAt ?? now;
        return await db.Runs.Where(r => r.Id == next.Id && r.Fence == next.Fence && r.State == next.State)
            .ExecuteUpdateAsync(run => run
                .SetProperty(r => r.Fence, next.Fence + 1)
                .SetProperty(r => r.WorkerId, workerId)
                .SetProperty(r => r.LeaseUntil, until)
                .SetProperty(r => r.State, state)
                .SetProperty(r => r.StartedAt, started)
                .SetProperty(r => r.Interruptions, interruptions), token) == 1;
    }

    private async Task<List<string>> DeadWorkersAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var workers = await db.Runs.Where(r => (r.State == RunState.Running || r.State == RunState.Evaluating) && r.WorkerId != null)
            .Select(r => r.WorkerId!).Distinct().ToListAsync(cancel);
        return [.. workers.Where(locks.IsDead)];
    }
}
