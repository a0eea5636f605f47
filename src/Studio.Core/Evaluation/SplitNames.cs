using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;

namespace Studio.Core.Evaluation;

/// <summary>How the snapshots of a project are called. Two datasets may freeze to the same bytes; the older name then stands.</summary>
internal static class SplitNames
{
    public static async Task<IReadOnlyDictionary<string, SplitName>> OfProjectAsync(StudioDb db, Guid projectId, CancellationToken cancel)
    {
        var snapshots = await db.Snapshots.AsNoTracking().Where(s => s.Dataset.ProjectId == projectId).OrderBy(s => s.CreatedAt)
            .Select(s => new SplitName(s.DatasetId, s.Dataset.Name, s.Number, s.Hash, DatasetSplit.None)).ToListAsync(cancel);
        return snapshots.GroupBy(s => s.SnapshotHash).ToDictionary(group => group.Key, group => group.First());
    }

    public static SplitName Find(IReadOnlyDictionary<string, SplitName> names, string hash, DatasetSplit split) =>
        (names.GetValueOrDefault(hash) ?? new SplitName(Guid.Empty, "deleted dataset", 0, hash, split)) with { Split = split };
}
