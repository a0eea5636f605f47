using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Storage;

namespace Studio.Core.Datasets.Vectors;

/// <summary>Takes datasets whose vectors are wanted from the database, one after another. What a stop or a crash interrupted is taken up again.</summary>
public sealed partial class EmbeddingRunner(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, TextEncoders encoders, DatasetFeeds feeds, StorageRoot storage, DatabaseOptions database, TimeProvider time,
    ILogger<EmbeddingRunner> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15), Silent = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _wake = new(0);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();
    private bool _begun;

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    internal void Wake() => _wake.Release();

    /// <summary>Ends it if it runs here; wherever else it runs, it notices with its next heartbeat.</summary>
    internal void Interrupt(Guid embeddingId)
    {
        if (_running.TryGetValue(embeddingId, out var stop))
            stop.Cancel();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await ClaimAsync(stoppingToken) is { } embedding)
                    await RunAsync(embedding, stoppingToken);
                await ForgetDeletedAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogTrouble(error);
            }

            await ((Task)_wake.WaitAsync(LookAgain, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // The embedded database has this one process, so at its start whatever seems to run was interrupted.
    private async Task<DatasetEmbedding?> ClaimAsync(CancellationToken cancel)
    {
        var silentSince = database.Engine == DatabaseEngine.Sqlite && !_begun ? DateTime.MaxValue : time.GetUtcNow().UtcDateTime - Silent;
        var claimed = await gate.WriteAsync(async (db, token) =>
        {
            var next = await db.DatasetEmbeddings.Where(e => e.State == EmbeddingState.Queued || e.State == EmbeddingState.Running && e.HeartbeatAt < silentSince)
                .OrderByDescending(e => e.State).ThenBy(e => e.QueuedAt).FirstOrDefaultAsync(token);
            if (next is null)
                return null;
            var now = time.GetUtcNow().UtcDateTime;
            (next.State, next.StartedAt, next.HeartbeatAt) = (EmbeddingState.Running, now, now);
            return next;
        }, cancel);
        _begun |= claimed is null;
        return claimed;
    }

    private async Task RunAsync(DatasetEmbedding embedding, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _running[embedding.Id] = stop;
        try
        {
            await new EmbeddingJob(contexts, gate, encoders, feeds, storage, time, embedding).RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Whoever starts next need not wait for the silence that tells of a crash.
            await EndAsync(embedding.Id, EmbeddingState.Queued, null);
            throw;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(embedding.Id, EmbeddingState.Cancelled, null);
        }
        catch (Exception error)
        {
            if (error is not StudioException)
                LogFailed(embedding.Id, error);
            await EndAsync(embedding.Id, EmbeddingState.Failed, error is StudioException ? error.Message : "Something went wrong in Studio itself; the server's log has the details. What is computed is kept.");
        }
        finally
        {
            _running.TryRemove(embedding.Id, out _);
        }

        feeds.Publish(embedding.DatasetId, new DatasetEvent.Ended(embedding.Id));
    }

    private Task EndAsync(Guid id, EmbeddingState state, string? error) => gate.WriteAsync((db, token) => db.DatasetEmbeddings
        .Where(e => e.Id == id && e.State == EmbeddingState.Running)
        .ExecuteUpdateAsync(set => set.SetProperty(e => e.State, state).SetProperty(e => e.Error, error), token), CancellationToken.None);

    private async Task ForgetDeletedAsync(CancellationToken cancel)
    {
        List<Guid> gone;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            gone = await db.DatasetEmbeddings.Where(e => db.Datasets.Any(d => d.Id == e.DatasetId && d.DeletedAt != null)).Select(e => e.Id).ToListAsync(cancel);
        if (gone.Count == 0)
            return;
        foreach (var path in gone.Select(storage.Vectors))
        {
            File.Delete(path);
            File.Delete(VectorMap.PathOf(path));
        }

        await gate.WriteAsync((db, token) => db.DatasetEmbeddings.Where(e => gone.Contains(e.Id)).ExecuteDeleteAsync(token), cancel);
    }

    [LoggerMessage(LogLevel.Error, "Computing vectors stumbled and will look again.")]
    private partial void LogTrouble(Exception error);

    [LoggerMessage(LogLevel.Error, "Computing the vectors {EmbeddingId} failed.")]
    private partial void LogFailed(Guid embeddingId, Exception error);
}
