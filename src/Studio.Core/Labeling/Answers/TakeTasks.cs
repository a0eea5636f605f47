using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>An example to label, as the page needs it.</summary>
public sealed record LabelingItem(long TaskId, string Text);

/// <summary>What a page may show next. <see cref="SchemaVersion"/> says whether its labels are still those of the session.</summary>
public sealed record LabelingItems(IReadOnlyList<LabelingItem> Items, IReadOnlyList<long> Gone, QueueEmpty? Empty, int SchemaVersion);

/// <summary>Promises the next examples to a person's page, and keeps those that it holds.</summary>
public sealed class TakeTasks(IDbContextFactory<StudioDb> contexts, IGrainFactory grains)
{
    public const int MaxHeld = 50;

    /// <param name="actor">Who labels.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="seat">The page, an id that it made itself.</param>
    /// <param name="wanted">How many examples the page wants to hold in all.</param>
    /// <param name="holding">Those that it shows or has answered without having heard back.</param>
    /// <param name="cancel">Gives up waiting; what was promised by then stays promised.</param>
    /// <exception cref="NotFoundException">There is no such session for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow labeling.</exception>
    public async Task<LabelingItems> RunAsync(
        Actor actor, Guid sessionId, Guid seat, int wanted, IReadOnlyList<long> holding, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
        var queue = grains.GetGrain<ILabelQueueGrain>(sessionId);
        var batch = await queue.TakeAsync(actor.UserId, seat, Math.Clamp(wanted, 0, MaxHeld), holding);
        var texts = await TextsAsync(db, batch, cancel);
        if (texts.Count < batch.TaskIds.Count)
        {
            // Examples were removed from the dataset meanwhile: the queue learns of it, and gives others in their place.
            await queue.RefreshAsync();
            batch = await queue.TakeAsync(actor.UserId, seat, Math.Clamp(wanted, 0, MaxHeld), holding);
            texts = await TextsAsync(db, batch, cancel);
        }

        var version = await db.LabelingSessions.Where(s => s.Id == sessionId).Select(s => s.Schema.Version).SingleAsync(cancel);
        return new LabelingItems([.. batch.TaskIds.Where(texts.ContainsKey).Select(id => texts[id])], batch.Gone, batch.Empty, version);
    }

    private static Task<Dictionary<long, LabelingItem>> TextsAsync(StudioDb db, TaskBatch batch, CancellationToken cancel) =>
        db.LabelingTasks.AsNoTracking().Where(t => batch.TaskIds.Contains(t.Id))
            .Select(t => new LabelingItem(t.Id, t.Example.Text)).ToDictionaryAsync(t => t.TaskId, cancel);
}
