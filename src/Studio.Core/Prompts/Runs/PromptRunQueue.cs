using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Hands each waiting run to one worker, and lets only that worker write to it.</summary>
internal sealed class PromptRunQueue(IWriteGate gate, IDbContextFactory<StudioDb> contexts, WorkerLocks locks, PromptRunOptions options, TimeProvider time)
{
    /// <summary>The next run, now this worker's, or null when there is nothing to do.</summary>
    public async Task<PromptRun?> ClaimAsync(string workerId, CancellationToken cancel)
    {
        var dead = await DeadWorkersAsync(cancel);
        return await gate.WriteAsync(async (db, token) =>
        {
            var now = time.GetUtcNow().UtcDateTime;
            var next = await db.PromptRuns.AsNoTracking()
                .Where(r => r.State == RunState.Queued
                    || ((r.State == RunState.Running || r.State == RunState.Evaluating) && (r.LeaseUntil < now || dead.Contains(r.WorkerId!))))
                .OrderBy(r => r.State == RunState.Queued ? 1 : 0).ThenBy(r => r.QueuedAt).FirstOrDefaultAsync(token);
            if (next is null)
                return null;
            var (until, started) = (now + options.Lease, next.StartedAt ?? now);
            var taken = await db.PromptRuns.Where(r => r.Id == next.Id && r.Fence == next.Fence && r.State == next.State)
                .ExecuteUpdateAsync(run => run
                    .SetProperty(r => r.Fence, next.Fence + 1).SetProperty(r => r.WorkerId, workerId).SetProperty(r => r.LeaseUntil, until)
                    .SetProperty(r => r.State, RunState.Running).SetProperty(r => r.StartedAt, started), token);
            return taken == 1 ? await db.PromptRuns.AsNoTracking().SingleAsync(r => r.Id == next.Id, token) : null;
        }, cancel);
    }

    /// <summary>Keeps the run for this attempt, lease after lease, until what comes back is disposed.</summary>
    public RunLease Hold(PromptRun run, ILogger logger) =>
        new(run.Id, cancel => RenewAsync(run, cancel), new LeasePace(options.Lease, options.Heartbeat), time, logger);

    /// <summary>Keeps the run for another lease; true if somebody asked for its end.</summary>
    /// <exception cref="LeaseLostException">It is another attempt's by now.</exception>
    public Task<bool> RenewAsync(PromptRun run, CancellationToken cancel) => gate.WriteAsync(async (db, token) =>
    {
        var until = time.GetUtcNow().UtcDateTime + options.Lease;
        await UpdateAsync(db, run, r => r.SetProperty(p => p.LeaseUntil, until), token);
        return await db.PromptRuns.AnyAsync(r => r.Id == run.Id && r.CancelRequestedAt != null, token);
    }, cancel);

    /// <summary>Writes what belongs to this attempt, and nothing once a later one holds the run.</summary>
    public static async Task UpdateAsync(StudioDb db, PromptRun run, Action<UpdateSettersBuilder<PromptRun>> changes, CancellationToken cancel)
    {
        var (id, fence) = (run.Id, run.Fence);
        var written = await db.PromptRuns
            .Where(r => r.Id == id && r.Fence == fence && (r.State == RunState.Running || r.State == RunState.Evaluating))
            .ExecuteUpdateAsync(changes, cancel);
        if (written == 0)
            throw new LeaseLostException();
    }

    private async Task<List<string>> DeadWorkersAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var workers = await db.PromptRuns.Where(r => (r.State == RunState.Running || r.State == RunState.Evaluating) && r.WorkerId != null)
            .Select(r => r.WorkerId!).Distinct().ToListAsync(cancel);
        return [.. workers.Where(locks.IsDead)];
    }
}
