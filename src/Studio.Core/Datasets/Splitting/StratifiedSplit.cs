using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Studio.Core.Datasets.Splitting;

/// <summary>One example as the division sees it: equal texts have equal fingerprints.</summary>
internal readonly record struct SplitItem(long Id, UInt128 Fingerprint, string? Label, DatasetSplit Split);

/// <summary>
/// Divides by label: each label keeps its share in every split. Equal texts go together, whatever their labels, so that no test text was trained on.
/// What decides is the text and the seed, not the order in which rows came.
/// </summary>
internal static class StratifiedSplit
{
    private static readonly DatasetSplit[] Splits = [DatasetSplit.Train, DatasetSplit.Validation, DatasetSplit.Test];

    public static UInt128 Fingerprint(string text) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan()));

    /// <summary>The split of each item, in the items' order.</summary>
    public static DatasetSplit[] Assign(IReadOnlyList<SplitItem> items, SplitPlan plan)
    {
        var result = new DatasetSplit[items.Count];
        var groups = Enumerable.Range(0, items.Count).GroupBy(i => items[i].Fingerprint).Select(g => g.ToArray()).ToList();
        foreach (var stratum in groups.GroupBy(g => items[g[0]].Label ?? "\0").OrderBy(s => s.Key, StringComparer.Ordinal))
            AssignStratum(items, plan, [.. stratum.OrderBy(g => Rank(items[g[0]].Fingerprint, plan.Seed)).ThenBy(g => items[g[0]].Fingerprint)], result);
        return result;
    }

    // Each group goes where most is still missing, so that the shares hold to within one group at every point.
    private static void AssignStratum(IReadOnlyList<SplitItem> items, SplitPlan plan, List<int[]> groups, DatasetSplit[] result)
    {
        double total = groups.Sum(g => g.Length);
        double[] missing = [total * plan.TrainPercent / 100, total * plan.ValidationPercent / 100, total * plan.TestPercent / 100];
        var open = new List<int[]>();
        foreach (var group in groups)
        {
            var kept = plan.KeepExisting ? group.Select(i => items[i].Split).FirstOrDefault(s => s != DatasetSplit.None) : DatasetSplit.None;
            if (kept == DatasetSplit.None)
                open.Add(group);
            else
                Put(group, kept);
        }

        foreach (var group in open)
            Put(group, Splits[Array.IndexOf(missing, missing.Max())]);

        void Put(int[] group, DatasetSplit split)
        {
            missing[Array.IndexOf(Splits, split)] -= group.Length;
            foreach (var i in group)
                result[i] = plan.KeepExisting && items[i].Split != DatasetSplit.None ? items[i].Split : split;
        }
    }

    private static ulong Rank(UInt128 fingerprint, int seed)
    {
        Span<byte> bytes = stackalloc byte[20];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128LittleEndian(bytes, fingerprint);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], seed);
        return XxHash64.HashToUInt64(bytes);
    }
}
