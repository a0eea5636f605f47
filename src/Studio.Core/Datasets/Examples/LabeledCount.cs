using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

internal static class LabeledCount
{
    public static async Task AddToLabeledCountAsync(this StudioDb db, Guid datasetId, int delta, CancellationToken cancel)
    {
        if (delta == 0)
            return;
        await db.Datasets.Where(d => d.Id == datasetId)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.LabeledCount, d => d.LabeledCount + delta), cancel);
    }
}
