using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Storage;

namespace Studio.Core.Tuning.Steering;

/// <summary>Puts runs that wait for room on the disk back into the queue once there is enough.</summary>
internal sealed class RunsWithRoom(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, StorageRoot storage, RunDisk disk, RunFeeds feeds, TuningOptions options, TimeProvider time)
{
    public async Task ResumeAsync(CancellationToken cancel)
    {
        var earliest = time.GetUtcNow().UtcDateTime - options.DiskPause;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var waiting = await db.Runs.AsNoTracking().Where(r => r.State == RunState.Paused && r.RoomNeeded != null && r.PausedAt < earliest)
            .Select(r => new { r.Id, Needed = r.RoomNeeded!.Value }).ToListAsync(cancel);
        foreach (var run in waiting.Where(run => disk.Free(storage.Run(run.Id)) >= run.Needed))
        {
            await gate.WriteAsync(async (write, token) =>
            {
                if (await write.Runs.SingleOrDefaultAsync(r => r.Id == run.Id && r.State == RunState.Paused && r.RoomNeeded != null, token) is not { } paused)
                    return;
                var now = time.GetUtcNow().UtcDateTime;
                paused.Requeue(now);
                write.RunInterventions.Add(new RunIntervention { RunId = run.Id, At = now, Kind = InterventionKind.Resume, Step = paused.CheckpointStep });
            }, cancel);
            await feeds.RefreshAsync(run.Id);
        }
    }
}
