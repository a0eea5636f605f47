using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Runs;

/// <summary>The feeds of runs that are worked on or looked at, and one of all runs' headlines. A feed begins with what the database says.</summary>
public sealed class PromptRunFeeds(IDbContextFactory<StudioDb> contexts)
{
    private readonly ConcurrentDictionary<Guid, Lazy<Task<LiveFeed<PromptRunPicture, PromptRunChange>>>> _feeds = new();

    public LiveFeed<PromptRunHeadline?, PromptRunHeadline> Headlines { get; } = new(null, (_, now) => now);

    /// <summary>Subscriptions to a run, over all pages and outside clients.</summary>
    public int SubscriberCount(Guid runId) =>
        _feeds.TryGetValue(runId, out var feed) && feed is { IsValueCreated: true, Value.IsCompletedSuccessfully: true } ? feed.Value.Result.SubscriberCount : 0;

    internal async Task<LiveFeed<PromptRunPicture, PromptRunChange>> OfAsync(Guid runId)
    {
        var feed = _feeds.GetOrAdd(runId, id => new Lazy<Task<LiveFeed<PromptRunPicture, PromptRunChange>>>(() => LoadAsync(id)));
        try
        {
            return await feed.Value;
        }
        catch
        {
            _feeds.TryRemove(new(runId, feed));
            throw;
        }
    }

    internal async Task PublishAsync(Guid projectId, Guid runId, PromptRunStatus status, IReadOnlyList<EndedRow> rows)
    {
        (await OfAsync(runId)).Publish(new PromptRunChange(status, rows));
        Headlines.Publish(new PromptRunHeadline(projectId, runId, status));
    }

    /// <summary>Tells everybody what the database now says of the run.</summary>
    internal async Task RefreshAsync(Guid runId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var run = await db.PromptRuns.AsNoTracking().SingleAsync(r => r.Id == runId);
        await PublishAsync(run.ProjectId, runId, PromptRunStatus.Of(run), []);
    }

    private async Task<LiveFeed<PromptRunPicture, PromptRunChange>> LoadAsync(Guid runId)
    {
        await using var db = await contexts.CreateDbContextAsync();
        var run = await db.PromptRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == runId) ?? throw new NotFoundException("run");
        var newest = await db.PromptRunRows.AsNoTracking().Where(r => r.RunId == runId).OrderByDescending(r => r.Position).Take(PromptRunPicture.Shown)
            .Select(r => new EndedRow(r.Position, r.ExampleId, r.Label, r.Outcome, r.Prediction, r.Reason, r.Milliseconds)).ToListAsync();
        return new LiveFeed<PromptRunPicture, PromptRunChange>(new PromptRunPicture(PromptRunStatus.Of(run), newest), PromptRunPicture.Apply);
    }
}

/// <summary>Subscribes to a run: its picture now and every change after it.</summary>
public sealed class WatchPromptRun(IDbContextFactory<StudioDb> contexts, PromptRunFeeds feeds)
{
    public async Task<LiveSubscription<PromptRunPicture, PromptRunChange>> RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await CheckAsync(actor, projectId, runId, cancel);
        return (await feeds.OfAsync(runId)).Subscribe();
    }

    /// <summary>Whether the person may still see it; true or an exception.</summary>
    public async Task<bool> CheckAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.PromptRuns.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel) ? true : throw new NotFoundException("run");
    }
}
