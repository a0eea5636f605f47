using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>What whoever is about to train on a dataset should know of its duplicates.</summary>
internal static class DuplicateLeaks
{
    /// <summary>Groups that cross splits now, but for those marked as no duplicates; null if nobody searched.</summary>
    public static async Task<int?> CountAsync(StudioDb db, Guid datasetId, CancellationToken cancel)
    {
        var search = await db.DuplicateSearches.AsNoTracking().Where(s => s.DatasetId == datasetId && s.FinishedAt != null)
            .OrderByDescending(s => s.StartedAt).FirstOrDefaultAsync(cancel);
        return search is null ? null : (await ReadDuplicates.GroupsAsync(db, search, cancel)).Count(g => g.IsIn(DuplicateView.Leaks));
    }
}
