using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Live;
using Studio.Core.Persistence;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

/// <summary>The feeds of the runs that are worked on or looked at. A feed is read from the database when somebody first asks for it.</summary>
public sealed class RunFeeds(IDbContextFactory<StudioDb> contexts, RunHeadlines headlines)
{
    private const int KeptIdle = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Entry> _entries = [];

    /// <exception cref="NotFoundException">There is no such run. Whether the person may see it is asked by <see cref="WatchRun"/>.</exception>
    internal async Task<LiveSubscription<RunPicture, RunChange>> SubscribeAsync(Guid runId)
    {
        using var hold = await HoldAsync(runId);
        return hold.Feed.Live.Subscribe();
    }

    /// <summary>Keeps a feed from being forgotten until the hold is disposed.</summary>
    internal async Task<Hold> HoldAsync(Guid runId)
    {
        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(runId, out entry!))
            {
                ForgetIdle();
                _entries[runId] = entry = new Entry(Task.Run(() => LoadAsync(runId)));
            }

            entry.Holds++;
        }

        try
        {
            return new Hold(await entry.Feed, () => Release(entry));
        }
        catch
        {
            lock (_gate)
                _entries.Remove(runId);
            throw;
        }
    }

    internal async Task<ImmutableList<InterventionView>> InterventionsAsync(Guid runId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        return await InterventionView.ReadAsync(db, runId);
    }

    /// <summary>Tells everybody what the database now says of the run's state.</summary>
    internal async Task RefreshAsync(Guid runId)
    {
        using var hold = await HoldAsync(runId);
        await using var db = await contexts.CreateDbContextAsync();
        var interventions = new InterventionsChanged(await InterventionView.ReadAsync(db, runId));
        await hold.Feed.PublishAsync([interventions], async shown => RunStatus.Of(await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId)) with
        {
            Epoch = shown.Epoch,
            SecondsLeft = shown.SecondsLeft,
            Activity = shown.Activity,
        });
    }

    /// <summary>Subscriptions to a run, over all pages and outside clients.</summary>
    public int SubscriberCount(Guid runId)
    {
        lock (_gate)
            return _entries.TryGetValue(runId, out var entry) ? entry.Subscribers : 0;
    }

    private void ForgetIdle()
    {
        if (_entries.Count < KeptIdle)
            return;
        foreach (var (id, entry) in _entries.Where(e => e.Value is { Holds: 0, Subscribers: 0, Feed.IsCompleted: true }).ToList())
        {
            _entries.Remove(id);
            if (entry.Feed.IsCompletedSuccessfully)
                entry.Feed.Result.Dispose();
        }
    }

    private async Task<RunFeed> LoadAsync(Guid runId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var run = await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId) ?? throw new NotFoundException("run");
        return new RunFeed(run.ProjectId, runId, await RunHistory.ReadAsync(db, run), headlines);
    }

    private void Release(Entry entry)
    {
        lock (_gate)
            entry.Holds--;
    }

    private sealed class Entry(Task<RunFeed> feed)
    {
        public Task<RunFeed> Feed { get; } = feed;
        public int Holds { get; set; }
        public int Subscribers => Feed.IsCompletedSuccessfully ? Feed.Result.Live.SubscriberCount : 0;
    }

    internal sealed class Hold(RunFeed feed, Action release) : IDisposable
    {
        private Action? _release = release;

        public RunFeed Feed => feed;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}
