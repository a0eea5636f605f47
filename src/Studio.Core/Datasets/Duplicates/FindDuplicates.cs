using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>Starts searches for duplicates. They run in the server, whoever is looking, one for each dataset.</summary>
public sealed partial class FindDuplicates(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, DatasetFeeds feeds, TimeProvider time, ILogger<FindDuplicates> log) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _stops = new();

    /// <exception cref="ConflictException">A search of this dataset runs already.</exception>
    public async Task<Guid> StartAsync(Actor actor, Guid datasetId, DuplicateSettings settings, CancellationToken cancel = default)
    {
        settings.Check();
        var search = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            if (_running.ContainsKey(datasetId))
                throw new ConflictException("Somebody is searching this dataset already.");
            await db.DuplicateSearches.Where(s => s.DatasetId == datasetId && s.FinishedAt == null).ExecuteDeleteAsync(token);
            var begun = new DuplicateSearch
            {
                DatasetId = datasetId, Settings = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web), CreatedById = actor.UserId,
                StartedAt = time.GetUtcNow().UtcDateTime,
            };
            db.DuplicateSearches.Add(begun);
            db.Audit(actor, access, "dataset.duplicates", $"Search for duplicates in {access.Name}: {settings.InWords}", time);
            return begun;
        }, cancel);
        var stop = new CancellationTokenSource();
        _stops[datasetId] = stop;
        _running[datasetId] = Task.Run(() => RunAsync(search, settings, stop.Token), CancellationToken.None);
        return search.Id;
    }

    /// <summary>Ends the search that runs here, if one does; what was found before stays.</summary>
    public async Task CancelAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        if (_stops.TryGetValue(datasetId, out var stop))
            await stop.CancelAsync();
    }

    public bool IsRunning(Guid datasetId) => _running.ContainsKey(datasetId);

    /// <summary>Waits for the search that runs here, if one does.</summary>
    public Task EndedAsync(Guid datasetId) => _running.TryGetValue(datasetId, out var task) ? task : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var stop in _stops.Values)
            await stop.CancelAsync();
        await Task.WhenAll(_running.Values);
    }

    private async Task RunAsync(DuplicateSearch search, DuplicateSettings settings, CancellationToken stop)
    {
        string? error = null;
        try
        {
            await new DuplicateJob(contexts, gate, feeds, time, search, settings).RunAsync(stop);
        }
        catch (OperationCanceledException)
        {
            error = "The search was stopped.";
        }
        catch (Exception problem)
        {
            error = problem is StudioException ? problem.Message : "Something went wrong in Studio itself; the server's log has the details.";
            LogFailed(search.DatasetId, problem);
        }

        if (error is not null)
        {
            await gate.WriteAsync((db, token) => db.DuplicateSearches.Where(s => s.Id == search.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.Error, error), token), CancellationToken.None);
        }

        _running.TryRemove(search.DatasetId, out _);
        if (_stops.TryRemove(search.DatasetId, out var source))
            source.Dispose();
        feeds.Publish(search.DatasetId, new DatasetEvent.Ended(search.Id));
    }

    [LoggerMessage(LogLevel.Error, "The search for duplicates in dataset {DatasetId} failed.")]
    private partial void LogFailed(Guid datasetId, Exception error);
}
