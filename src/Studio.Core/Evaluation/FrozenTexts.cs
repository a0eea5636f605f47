using Studio.Core.Datasets;

namespace Studio.Core.Evaluation;

internal static class FrozenTexts
{
    /// <summary>Texts of a few rows as they were frozen, by id. Where the snapshot's file is gone there are none, and the figures still stand.</summary>
    /// <remarks>Reading blocks its thread, which must not be one that a page renders on.</remarks>
    public static Task<IReadOnlyDictionary<string, string>> TextsOfAsync(
        this ISnapshotStore snapshots, string hash, DatasetSplit split, IReadOnlySet<string> ids, CancellationToken cancel) =>
        Task.Run(() => Read(snapshots, hash, split, ids), cancel);

    private static IReadOnlyDictionary<string, string> Read(ISnapshotStore snapshots, string hash, DatasetSplit split, IReadOnlySet<string> ids)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (ids.Count == 0)
            return texts;
        try
        {
            foreach (var row in snapshots.Open(hash, split).Read())
            {
                if (ids.Contains(row.Id) && texts.TryAdd(row.Id, row.Text) && texts.Count == ids.Count)
                    break;
            }
        }
        catch (NotFoundException)
        {
            texts.Clear();
        }

        return texts;
    }
}
