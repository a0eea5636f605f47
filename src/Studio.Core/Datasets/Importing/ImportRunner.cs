using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Storage;

namespace Studio.Core.Datasets.Importing;

/// <summary>
/// Takes imports from the database one after another. What a crash interrupted is taken up again where its last chunk was written;
/// what was cancelled or failed is cleaned up.
/// </summary>
internal sealed partial class ImportRunner(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, ImportWriter writer, DatasetFeeds feeds, StorageRoot storage, ImportQueue queue,
    DatabaseOptions database, TimeProvider time, ILogger<ImportRunner> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(60);

    private bool _begun;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ClaimAsync(stoppingToken) is { } import)
                    await RunAsync(import, stoppingToken);
                await RemoveDeletedAsync(stoppingToken);
                await queue.WaitAsync(LookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
            }
            catch (Exception error)
            {
                LogFailed(error);
                await queue.WaitAsync(LookAgain, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // The embedded database has this one process, so at its start whatever seems to run was interrupted.
    private async Task<DatasetImport?> ClaimAsync(CancellationToken cancel)
    {
        var silentSince = database.Engine == DatabaseEngine.Sqlite && !_begun ? DateTime.MaxValue : time.GetUtcNow().UtcDateTime - Silent;
        var claimed = await gate.WriteAsync(async (db, token) =>
        {
            var busy = db.DatasetImports.Where(i => (i.State == ImportState.Running || i.State == ImportState.Undoing) && i.HeartbeatAt >= silentSince)
                .Select(i => i.DatasetId);
            var import = await db.DatasetImports.Where(i => !busy.Contains(i.DatasetId)
                    && (i.State == ImportState.Queued || i.State == ImportState.Running || i.State == ImportState.Undoing))
                .OrderByDescending(i => i.State != ImportState.Queued).ThenBy(i => i.CreatedAt).FirstOrDefaultAsync(token);
            if (import is null)
                return null;
            import.State = import.State == ImportState.Queued ? ImportState.Running : import.State;
            import.HeartbeatAt = time.GetUtcNow().UtcDateTime;
            return import;
        }, cancel);
        _begun |= claimed is null;
        return claimed;
    }

    private async Task RunAsync(DatasetImport import, CancellationToken stopping)
    {
        var stop = queue.Began(import.Id, stopping);
        try
        {
            if (import.State == ImportState.Running)
                await new ImportJob(writer, feeds, storage).RunAsync(import, stop.Token);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            await EndAsync(import, error, stopping);
        }
        catch
        {
            // Whoever starts next need not wait for the silence that tells of a crash.
            await writer.ReleaseAsync(import.Id);
            throw;
        }
        finally
        {
            queue.Ended(import.Id);
        }

        if (await IsUndoingAsync(import.Id, stopping))
        {
            await writer.RemoveInvisibleAsync(import.DatasetId, stopping);
            await writer.EndUndoingAsync(import.Id, stopping);
        }

        File.Delete(storage.Upload(import.Id));
        feeds.Publish(import.DatasetId, new DatasetEvent.Ended(import.Id));
    }

    private async Task RemoveDeletedAsync(CancellationToken cancel)
    {
        List<Guid> deleted;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            deleted = await db.Datasets.Where(d => d.DeletedAt != null && db.Examples.IgnoreQueryFilters().Any(e => e.DatasetId == d.Id))
                .Select(d => d.Id).ToListAsync(cancel);
        }

        foreach (var dataset in deleted)
            await writer.RemoveInvisibleAsync(dataset, cancel);
    }

    private async Task EndAsync(DatasetImport import, Exception error, CancellationToken cancel)
    {
        if (error is ImportInterruptedException or OperationCanceledException)
            return;
        if (error is not StudioException)
            LogImportFailed(import.Id, error);
        var sentence = error is StudioException ? error.Message : "Something went wrong in Studio itself; the server's log has the details. Nothing was imported.";
        await writer.FailAsync(import.Id, sentence, cancel);
    }

    private async Task<bool> IsUndoingAsync(Guid importId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.DatasetImports.AnyAsync(i => i.Id == importId && i.State == ImportState.Undoing, cancel);
    }

    [LoggerMessage(LogLevel.Error, "The import job stumbled and will look again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "Import {ImportId} failed.")]
    private partial void LogImportFailed(Guid importId, Exception error);
}
