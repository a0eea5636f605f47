using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Changes;

/// <summary>What came of taking a step back: rows that are as before, and rows that somebody changed since and that stay as they are.</summary>
public sealed record UndoResult(string Step, long Restored, long Kept)
{
    public string InWords => Kept == 0
        ? "Undone."
        : $"Undone for {Restored:N0} {(Restored == 1 ? "example" : "examples")}; {Kept:N0} {(Kept == 1 ? "was" : "were")} changed since and {(Kept == 1 ? "stays" : "stay")} as {(Kept == 1 ? "it is" : "they are")}.";
}

/// <summary>Takes a step back. What somebody changed again since then stays as they made it.</summary>
public sealed class UndoStep(IDbContextFactory<StudioDb> contexts, IWriteGate gate, DatasetFeeds feeds, TimeProvider time)
{
    private const int AtOnce = 1000;

    // Whoever began and was not seen again has crashed.
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <exception cref="ConflictException">It was taken back already, or somebody is doing so.</exception>
    public async Task<UndoResult> RunAsync(Actor actor, Guid stepId, CancellationToken cancel = default)
    {
        var step = await gate.WriteAsync((db, token) => BeginAsync(db, actor, stepId, token), cancel);
        await RestoreAsync(stepId, CancellationToken.None);
        await using var after = await contexts.CreateDbContextAsync(CancellationToken.None);
        var kept = await after.DatasetSteps.Where(s => s.Id == stepId).Select(s => s.RowsKept).SingleAsync(CancellationToken.None);
        return new UndoResult(step.Summary, step.Rows - kept, kept);
    }

    /// <summary>Restores what the step changed, a little at a time; a second run goes on where the first stopped.</summary>
    internal async Task RestoreAsync(Guid stepId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var step = await db.DatasetSteps.AsNoTracking().SingleAsync(s => s.Id == stepId, cancel);
        long all = await db.ExampleRevisions.CountAsync(r => r.StepId == stepId, cancel), done = 0;
        while (await gate.WriteAsync((write, token) => RestoreSomeAsync(write, step, token), cancel) is > 0 and var some)
        {
            done += some;
            feeds.Publish(step.DatasetId, new DatasetEvent.Progress(
                new DatasetWork(step.Id, $"Undoing: {step.Summary}", (double)done / Math.Max(all, done), $"{done:N0} of {Math.Max(all, done):N0} examples")));
        }

        await gate.WriteAsync((write, token) => write.DatasetSteps.Where(s => s.Id == stepId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.UndoneAt, time.GetUtcNow().UtcDateTime), token), cancel);
        feeds.Publish(step.DatasetId, new DatasetEvent.Ended(step.Id));
    }

    private async Task<DatasetStep> BeginAsync(StudioDb db, Actor actor, Guid stepId, CancellationToken cancel)
    {
        var datasets = db.DatasetsOf(actor).Select(d => d.Id);
        var step = await db.DatasetSteps.SingleOrDefaultAsync(s => s.Id == stepId && datasets.Contains(s.DatasetId), cancel)
            ?? throw new NotFoundException("step");
        var access = await db.RequireDatasetAsync(actor, step.DatasetId, Permission.EditData, cancel);
        var now = time.GetUtcNow().UtcDateTime;
        if (step.Kind == StepKind.Import)
            throw new InvalidInputException("An import cannot be taken back; delete the dataset, or the examples that came with it.");
        if (step.UndoneAt is not null)
            throw new ConflictException("This was taken back already.");
        if (step.FinishedAt is null)
            throw new ConflictException("This is still being done. Take it back once it is finished.");
        if (step.UndoBeganAt > now - Abandoned)
            throw new ConflictException("Somebody is taking this back right now.");
        step.UndoBeganAt = now;
        db.Audit(actor, access, "dataset.undo", $"Took back: {step.Summary} ({access.Name})", time);
        return step;
    }

    private static async Task<int> RestoreSomeAsync(StudioDb db, DatasetStep step, CancellationToken cancel)
    {
        var revisions = await db.ExampleRevisions.Where(r => r.StepId == step.Id).OrderBy(r => r.ExampleId).Take(AtOnce).ToListAsync(cancel);
        if (revisions.Count == 0)
            return 0;
        var ids = revisions.ConvertAll(r => r.ExampleId);
        var examples = await db.Examples.IgnoreQueryFilters().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
        var (rows, labeled, kept) = (0, 0, 0);
        foreach (var revision in revisions)
        {
            if (!examples.TryGetValue(revision.ExampleId, out var example))
                continue;
            rows -= example.Position >= 0 ? 1 : 0;
            labeled -= example is { Position: >= 0, IsLabeled: true } ? 1 : 0;
            kept += revision.Undo(example) ? 0 : 1;
            rows += example.Position >= 0 ? 1 : 0;
            labeled += example is { Position: >= 0, IsLabeled: true } ? 1 : 0;
        }

        await db.AddToCountsAsync(step.DatasetId, rows, labeled, cancel);
        if (kept > 0)
            await db.DatasetSteps.Where(s => s.Id == step.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.RowsKept, s => s.RowsKept + kept), cancel);
        db.ExampleRevisions.RemoveRange(revisions);
        return revisions.Count;
    }
}
