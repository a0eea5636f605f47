using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets;

/// <summary>Deletes a dataset and its examples for good. Its snapshots stay: runs and approvals name them.</summary>
public sealed class DeleteDataset(IWriteGate gate, ImportQueue queue, DatasetFeeds feeds, TimeProvider time)
{
    /// <param name="actor">Who asks.</param>
    /// <param name="datasetId">Which dataset.</param>
    /// <param name="typedName">The dataset's name as the person typed it, so that nobody deletes the wrong one.</param>
    /// <param name="cancel">Nothing happens when it comes in time.</param>
    public async Task RunAsync(Actor actor, Guid datasetId, string typedName, CancellationToken cancel = default)
    {
        var imports = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            if (typedName.Trim() != access.Name)
                throw new InvalidInputException($"To delete this dataset, type its name: {access.Name}");
            var dataset = await db.Datasets.SingleAsync(d => d.Id == datasetId, token);
            db.Audit(actor, access, "dataset.delete", $"{access.Name} with {dataset.ExampleCount:N0} examples", time);
            // Without a position below the next, no query sees a row any more; the rows themselves are removed in small writes afterwards.
            (dataset.DeletedAt, dataset.NextPosition, dataset.ExampleCount, dataset.LabeledCount) = (time.GetUtcNow().UtcDateTime, 0, 0, 0);
            var open = await db.DatasetImports.Where(i => i.DatasetId == datasetId && i.FinishedAt == null).ToListAsync(token);
            foreach (var import in open)
                import.State = import.State == ImportState.Running ? ImportState.Undoing : import.State is ImportState.Undoing ? import.State : ImportState.Cancelled;
            return open.ConvertAll(i => i.Id);
        }, cancel);
        foreach (var import in imports)
            queue.Interrupt(import);
        queue.Wake();
        feeds.Publish(datasetId, new DatasetEvent.Changed());
    }
}
