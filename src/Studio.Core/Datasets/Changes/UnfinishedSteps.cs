using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Changes;

/// <summary>At the start, takes back what a crash left half changed.</summary>
internal sealed partial class UnfinishedSteps(
    IDbContextFactory<StudioDb> contexts, UndoStep undo, DatabaseOptions database, TimeProvider time, ILogger<UnfinishedSteps> log) : BackgroundService
{
    // Another machine may still be at work on the same PostgreSQL; no step takes a day.
    private static readonly TimeSpan CertainlyDead = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var step in await UnfinishedAsync(stoppingToken))
                await undo.RestoreAsync(step, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception error)
        {
            LogFailed(error);
        }
    }

    private async Task<List<Guid>> UnfinishedAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var before = database.Engine == DatabaseEngine.Sqlite ? now : now - CertainlyDead;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.DatasetSteps.Where(s => s.UndoneAt == null && ((s.FinishedAt == null && s.CreatedAt < before) || s.UndoBeganAt < before)).Select(s => s.Id).ToListAsync(cancel);
    }

    [LoggerMessage(LogLevel.Error, "Changes that a crash interrupted could not be taken back; the next start tries again.")]
    private partial void LogFailed(Exception error);
}
