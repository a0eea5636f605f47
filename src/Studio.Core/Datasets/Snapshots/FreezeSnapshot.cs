using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Snapshots;

/// <param name="Message">What this version is for, in the person's words.</param>
/// <param name="LabeledOnly">Leave out the examples that nobody has labelled.</param>
public sealed record FreezeRequest(string Message, bool LabeledOnly);

/// <summary>The snapshot that was made, or the one that holds exactly these rows already: then it is not new.</summary>
public sealed record FreezeResult(Guid SnapshotId, int Number, string Hash, bool IsNew);

/// <summary>Freezes the dataset as it is at one instant, while others go on working.</summary>
public sealed class FreezeSnapshot(
    IDbContextFactory<StudioDb> contexts, IWriteGate gate, SnapshotStore store, DatasetFeeds feeds, TimeProvider time)
{
    private const int ProgressEvery = 20_000;

    public async Task<FreezeResult> RunAsync(Actor actor, Guid datasetId, FreezeRequest request, CancellationToken cancel = default)
    {
        if (request.Message.Length > 500)
            throw new InvalidInputException("The message has at most 500 characters.");
        var work = Guid.CreateVersion7();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        try
        {
            StoredSnapshot stored;
            string lineage;
            await using (await db.BeginReadAsync(cancel))
            {
                var dataset = await db.Datasets.AsNoTracking().SingleAsync(d => d.Id == datasetId, cancel);
                // A conversation or a completion holds its answer in itself, and counts as labelled.
                var dialogues = await db.Examples.AnyAsync(e => e.DatasetId == datasetId && e.Dialogue != null, cancel);
                var total = !request.LabeledOnly ? dataset.ExampleCount : !dialogues ? dataset.LabeledCount
                    : await db.Examples.LongCountAsync(e => e.DatasetId == datasetId && (e.Label != null || e.Answer != null || e.Dialogue != null), cancel);
                if (total == 0)
                    throw new InvalidInputException(request.LabeledOnly && dataset.ExampleCount > 0
                        ? "No example has a label yet, so there is nothing to freeze. Label some, or include the unlabeled ones."
                        : "This dataset has no examples yet. Import some, then freeze.");
                lineage = await Lineage.OfAsync(db, dataset, request.LabeledOnly, cancel);
                stored = await store.WriteAsync(Rows(db, datasetId, request.LabeledOnly, total, work, cancel), dialogues, cancel);
            }

            var result = await gate.WriteAsync((write, token) => RecordAsync(write, actor, access, request, stored, lineage, token), cancel);
            return result;
        }
        finally
        {
            feeds.Publish(datasetId, new DatasetEvent.Ended(work));
        }
    }

    private async IAsyncEnumerable<SnapshotRow> Rows(
        StudioDb db, Guid datasetId, bool labeledOnly, long total, Guid work,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        long done = 0;
        foreach (var split in SnapshotSchema.Order)
        {
            var rows = db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Split == split && (!labeledOnly || e.Label != null || e.Answer != null || e.Dialogue != null))
                .OrderBy(e => e.Position).Select(e => new SnapshotRow(e.Id, e.ExternalId, e.Text, e.Label, e.Split, e.Metadata, e.Answer, e.Dialogue));
            await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
            {
                if (done++ % ProgressEvery == 0)
                    feeds.Publish(datasetId, new DatasetEvent.Progress(
                        new DatasetWork(work, "Freezing", (double)done / total, $"{done:N0} of {total:N0} examples")));
                yield return row;
            }
        }
    }

    private async Task<FreezeResult> RecordAsync(
        StudioDb db, Actor actor, DatasetAccess access, FreezeRequest request, StoredSnapshot stored, string lineage, CancellationToken cancel)
    {
        var before = await db.Snapshots.AsNoTracking().Where(s => s.DatasetId == access.DatasetId)
            .Select(s => new { s.Id, s.Number, s.Hash }).ToListAsync(cancel);
        if (before.Find(s => s.Hash == stored.Hash) is { } same)
            return new FreezeResult(same.Id, same.Number, same.Hash, IsNew: false);
        var snapshot = new Snapshot
        {
            DatasetId = access.DatasetId,
            Number = before.Select(s => s.Number).DefaultIfEmpty().Max() + 1,
            Hash = stored.Hash,
            Message = request.Message.Trim(),
            CreatedById = actor.UserId,
            CreatedAt = time.GetUtcNow().UtcDateTime,
            TrainCount = stored.TrainCount,
            ValidationCount = stored.ValidationCount,
            TestCount = stored.TestCount,
            AnswerCount = stored.AnswerCount,
            PairCount = stored.PairCount,
            Labels = System.Text.Json.JsonSerializer.Serialize(stored.Labels),
            Lineage = lineage,
            SizeBytes = stored.SizeBytes,
        };
        db.Snapshots.Add(snapshot);
        db.Audit(actor, access, "dataset.freeze", $"Snapshot {snapshot.Number} of {access.Name}, {snapshot.Hash}", time);
        return new FreezeResult(snapshot.Id, snapshot.Number, snapshot.Hash, IsNew: true);
    }
}
