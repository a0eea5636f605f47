using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

internal static class LabeledCount
{
    public static Task AddToLabeledCountAsync(this StudioDb db, Guid datasetId, int delta, CancellationToken cancel) =>
        db.AddToCountsAsync(datasetId, 0, delta, cancel);

    /// <summary>Keeps the dataset's two counts in step with its rows.</summary>
    public static async Task AddToCountsAsync(this StudioDb db, Guid datasetId, int rows, int labeled, CancellationToken cancel)
    {
        if (rows == 0 && labeled == 0)
            return;
        await db.Datasets.Where(d => d.Id == datasetId).ExecuteUpdateAsync(
            set => set.SetProperty(d => d.ExampleCount, d => d.ExampleCount + rows).SetProperty(d => d.LabeledCount, d => d.LabeledCount + labeled), cancel);
    }
}
