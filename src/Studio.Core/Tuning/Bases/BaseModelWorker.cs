using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning.Bases;

/// <summary>
/// Fetches and checks base models, two at a time. What a crash interrupted is taken up again with the bytes that are on the disk.
/// </summary>
internal sealed partial class BaseModelWorker(
    ShippedModels shipped, FetchFiles fetch, CheckFiles check, BaseModelRecorder recorder, BaseModelQueue queue, BaseModelFolders folders, IDbContextFactory<StudioDb> contexts,
    DatabaseOptions database, TimeProvider time, ILogger<BaseModelWorker> log) : BackgroundService
{
    private const int AtOnce = 2;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(15);

    private int _working;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The embedded database has this one process, so whatever seems to be worked on since before its start was interrupted.
        DateTime? began = database.Engine == DatabaseEngine.Sqlite ? time.GetUtcNow().UtcDateTime : null;
        var works = new List<Task>();
        for (var swept = false; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                if (!swept && began is not null)
                    await SweepAsync(stoppingToken);
                swept = true;
                await shipped.OfferAsync(stoppingToken);
                while (_working < AtOnce && await recorder.ClaimAsync(began, stoppingToken) is { } model)
                {
                    Interlocked.Increment(ref _working);
                    works.Add(WorkAsync(model, stoppingToken));
                }

                works.RemoveAll(work => work.IsCompleted);
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

        await Task.WhenAll(works);
    }

    private async Task WorkAsync(TeamBaseModel model, CancellationToken stopping)
    {
        var cancel = queue.Began(model.Id, stopping);
        try
        {
            await fetch.RunAsync(model, cancel);
            await check.RunAsync(model, cancel);
        }
        catch (Exception error) when (error is BaseModelTakenException || error is OperationCanceledException && !stopping.IsCancellationRequested)
        {
            // A person stopped it and wrote so.
        }
        catch (OperationCanceledException)
        {
            await recorder.ReleaseAsync(model);
        }
        catch (Exception error)
        {
            if (error is not StudioException)
                LogModelFailed(model.Id, error);
            await FailAsync(model, error is StudioException ? error.Message : "Something went wrong in Studio itself; the server's log has the details.");
        }
        finally
        {
            queue.Ended(model.Id);
            Interlocked.Decrement(ref _working);
            queue.Wake();
        }
    }

    private async Task FailAsync(TeamBaseModel model, string sentence)
    {
        try
        {
            await recorder.EndAsync(model, BaseModelState.Failed, sentence);
        }
        catch (BaseModelTakenException)
        {
        }
    }

    // Folders whose model was removed while a process that is gone worked on it.
    private async Task SweepAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var known = (await db.BaseModels.Select(m => m.Id).ToListAsync(cancel)).ToHashSet();
        foreach (var folder in new DirectoryInfo(folders.Root).EnumerateDirectories())
        {
            if (Guid.TryParseExact(folder.Name, "N", out var id) && !known.Contains(id))
                folders.Delete(id);
        }
    }

    [LoggerMessage(LogLevel.Error, "The worker for base models stumbled and will look again.")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(LogLevel.Error, "Base model {ModelId} failed.")]
    private partial void LogModelFailed(Guid modelId, Exception error);
}
