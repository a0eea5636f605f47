using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Changes;

/// <summary>What a step is called and made of.</summary>
public sealed record StepDescription(StepKind Kind, string Summary, string Settings);

/// <summary>
/// Changes many examples as one step that can be taken back as a whole. It goes in small writes, so that others go on working meanwhile;
/// if it fails or the process dies, what was changed is changed back.
/// </summary>
public sealed class ChangeExamples(IWriteGate gate, UndoStep undo, DatasetFeeds feeds, TimeProvider time)
{
    private const int AtOnce = 1000;

    internal async Task<DatasetStep> RunAsync(
        Actor actor, DatasetAccess access, StepDescription description, IReadOnlyList<ExampleChange> changes, CancellationToken cancel)
    {
        var step = new DatasetStep
        {
            DatasetId = access.DatasetId, Kind = description.Kind, Summary = description.Summary, Settings = description.Settings, Rows = 0,
            CreatedById = actor.UserId, CreatedAt = time.GetUtcNow().UtcDateTime,
        };
        await gate.WriteAsync((db, _) => Task.FromResult(db.DatasetSteps.Add(Copy(step))), cancel);
        try
        {
            var done = 0;
            foreach (var chunk in changes.Chunk(AtOnce))
            {
                await gate.WriteAsync((db, token) => ApplyAsync(db, step, chunk, token), cancel);
                done += chunk.Length;
                feeds.Publish(access.DatasetId, new DatasetEvent.Progress(
                    new DatasetWork(step.Id, description.Summary, (double)done / changes.Count, $"{done:N0} of {changes.Count:N0} examples")));
            }

            step.FinishedAt = time.GetUtcNow().UtcDateTime;
            await gate.WriteAsync((db, token) => FinishAsync(db, actor, access, step, token), cancel);
            return step;
        }
        catch
        {
            await undo.RestoreAsync(step.Id, CancellationToken.None);
            throw;
        }
        finally
        {
            feeds.Publish(access.DatasetId, new DatasetEvent.Ended(step.Id));
        }
    }

    private static async Task ApplyAsync(StudioDb db, DatasetStep step, ExampleChange[] chunk, CancellationToken cancel)
    {
        var ids = chunk.Select(c => c.ExampleId).ToArray();
        var examples = await db.Examples.Where(e => e.DatasetId == step.DatasetId && ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
        var (rows, labels) = (0, 0);
        foreach (var change in chunk)
        {
            if (!examples.TryGetValue(change.ExampleId, out var example) || ExampleRevision.Of(step.Id, example, change) is not { } revision)
                continue;
            labels -= example.IsLabeled ? 1 : 0;
            revision.Redo(example);
            labels += example is { IsLabeled: true, Position: >= 0 } ? 1 : 0;
            rows -= revision.RemovedFrom is null ? 0 : 1;
            db.ExampleRevisions.Add(revision);
        }

        await db.AddToCountsAsync(step.DatasetId, rows, labels, cancel);
    }

    private async Task FinishAsync(StudioDb db, Actor actor, DatasetAccess access, DatasetStep step, CancellationToken cancel)
    {
        var stored = await db.DatasetSteps.SingleAsync(s => s.Id == step.Id, cancel);
        stored.Rows = step.Rows = await db.ExampleRevisions.LongCountAsync(r => r.StepId == step.Id, cancel);
        stored.FinishedAt = step.FinishedAt;
        db.Audit(actor, access, $"dataset.{step.Kind.ToString().ToLowerInvariant()}", $"{step.Summary} ({step.Rows:N0} examples of {access.Name})", time);
    }

    private static DatasetStep Copy(DatasetStep step) => new()
    {
        Id = step.Id, DatasetId = step.DatasetId, Kind = step.Kind, Summary = step.Summary, Settings = step.Settings, Rows = 0,
        CreatedById = step.CreatedById, CreatedAt = step.CreatedAt,
    };
}
