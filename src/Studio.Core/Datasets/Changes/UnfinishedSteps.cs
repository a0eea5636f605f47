using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Changes;

/// <summary>At the start, takes back what a crash left half changed.</summary>
internal sealed class UnfinishedSteps(IDbContextFactory<StudioDb> contexts, UndoStep undo, DatabaseOptions database, TimeProvider time) : BackgroundService
{
    // Another machine may still be at work on the same PostgreSQL; no step takes a day.
    private static readonly TimeSpan CertainlyDead = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var before = database.Engine == DatabaseEngine.Sqlite ? now : now - CertainlyDead;
        List<Guid> unfinished;
        await using (var db = await contexts.CreateDbContextAsync(stoppingToken))
        {
            unfinished = await db.DatasetSteps.Where(s => s.FinishedAt == null && s.UndoneAt == null && s.CreatedAt < before)
                .Select(s => s.Id).ToListAsync(stoppingToken);
        }

        foreach (var step in unfinished)
            await undo.RestoreAsync(step, stoppingToken);
    }
}
