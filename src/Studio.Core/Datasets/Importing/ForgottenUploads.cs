using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tuning.Bases;

namespace Studio.Core.Datasets.Importing;

/// <summary>Clears away uploads that nobody went on with, and files that a crash left without an import.</summary>
internal sealed partial class ForgottenUploads(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, StorageRoot storage, TimeProvider time, ILogger<ForgottenUploads> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan Waits = TimeSpan.FromDays(7);
    private static readonly TimeSpan Strange = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAgain, time);
        do
        {
            try
            {
                await ClearAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    internal async Task ClearAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await gate.WriteAsync((db, token) => db.DatasetImports.Where(i => i.State == ImportState.Receiving && i.HeartbeatAt < now - Waits)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Cancelled).SetProperty(i => i.FinishedAt, now), token), cancel);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var open = await db.DatasetImports.Where(i => i.FinishedAt == null).Select(i => i.Id).ToListAsync(cancel);
        var archives = await db.BaseModels.Where(m => m.Source == BaseModelSource.Archive).Select(m => m.Id).ToListAsync(cancel);
        var kept = open.Concat(archives).Select(storage.Upload).ToHashSet(StringComparer.Ordinal);
        foreach (var file in new DirectoryInfo(Path.GetDirectoryName(storage.Upload(Guid.Empty))!).EnumerateFiles())
        {
            if (!kept.Contains(file.FullName) && file.LastWriteTimeUtc < now - Strange)
                file.Delete();
        }
    }

    [LoggerMessage(LogLevel.Error, "Forgotten uploads could not be cleared away; they will be looked at again.")]
    private partial void LogFailed(Exception error);
}
