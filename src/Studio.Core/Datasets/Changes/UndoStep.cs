using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Changes;

/// <summary>Takes a step back. What somebody changed again since then stays as they made it.</summary>
public sealed class UndoStep(IDbContextFactory<StudioDb> contexts, IWriteGate gate, DatasetFeeds feeds, TimeProvider time)
{
    private const int AtOnce = 1000;

    public async Task RunAsync(Actor actor, Guid stepId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var datasets = db.DatasetsOf(actor).Select(d => d.Id);
        var step = await db.DatasetSteps.AsNoTracking().SingleOrDefaultAsync(s => s.Id == stepId && datasets.Contains(s.DatasetId), cancel)
            ?? throw new NotFoundException("step");
        var access = await db.RequireDatasetAsync(actor, step.DatasetId, Permission.EditData, cancel);
        if (step.Kind == StepKind.Import)
            throw new InvalidInputException("An import cannot be taken back; delete the dataset, or the examples that came with it.");
        if (step.UndoneAt is not null)
            throw new ConflictException("This was taken back already.");
        await gate.WriteAsync((write, _) =>
        {
            write.Audit(actor, access, "dataset.undo", $"Took back: {step.Summary} ({access.Name})", time);
            return Task.CompletedTask;
        }, cancel);
        await RestoreAsync(stepId, cancel);
        feeds.Publish(step.DatasetId, new DatasetEvent.Changed());
    }

    /// <summary>Restores what the step changed, a little at a time; a second run goes on where the first stopped.</summary>
    internal async Task RestoreAsync(Guid stepId, CancellationToken cancel)
    {
        while (await gate.WriteAsync((db, token) => RestoreSomeAsync(db, stepId, token), cancel) > 0)
        {
        }

        await gate.WriteAsync((db, token) => db.DatasetSteps.Where(s => s.Id == stepId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.UndoneAt, time.GetUtcNow().UtcDateTime), token), cancel);
    }

    private static async Task<int> RestoreSomeAsync(StudioDb db, Guid stepId, CancellationToken cancel)
    {
        var revisions = await db.ExampleRevisions.Where(r => r.StepId == stepId).OrderBy(r => r.ExampleId).Take(AtOnce).ToListAsync(cancel);
        if (revisions.Count == 0)
            return 0;
        var ids = revisions.ConvertAll(r => r.ExampleId);
        var examples = await db.Examples.Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
        var labels = 0;
        foreach (var revision in revisions)
        {
            if (examples.TryGetValue(revision.ExampleId, out var example))
                labels += Restore(example, revision);
        }

        if (examples.Values.FirstOrDefault() is { } any)
            await db.AddToLabeledCountAsync(any.DatasetId, labels, cancel);
        db.ExampleRevisions.RemoveRange(revisions);
        return revisions.Count;
    }

    private static int Restore(Example example, ExampleRevision revision)
    {
        if (revision.TextBefore is { } text && example.Text == revision.TextAfter)
            example.Text = text;
        if (revision.SplitBefore is { } split && example.Split == revision.SplitAfter)
            example.Split = split;
        if (!revision.LabelChanged || example.Label != revision.LabelAfter)
            return 0;
        example.Label = revision.LabelBefore;
        return (revision.LabelBefore is null ? 0 : 1) - (revision.LabelAfter is null ? 0 : 1);
    }
}
