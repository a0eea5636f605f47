namespace Studio.Core.Datasets.Statistics;

/// <summary>A label whose share in one split is not what chance leaves of its share in all of them.</summary>
public sealed record UnevenLabel(string Label, DatasetSplit Split, double Share, double Overall);

/// <summary>Whether the splits have the labels in like proportions.</summary>
/// <param name="Uneven">The labels that differ by more than chance, the clearest first, each with the split where it differs most.</param>
/// <param name="NotInTrain">Labels that validation or test ask for but training never shows.</param>
/// <param name="NotInTest">Labels of the training split that the test split never asks for.</param>
public sealed record SplitEvenness(IReadOnlyList<UnevenLabel> Uneven, IReadOnlyList<string> NotInTrain, IReadOnlyList<string> NotInTest)
{
    // With 77 labels and three splits, one random split in seventy has a label that is so far off.
    private const double Deviations = 4;
    private const double LeastExamples = 3;

    internal static SplitEvenness Of(IReadOnlyList<SplitStatistics> splits, IReadOnlyList<LabelStatistics> labels)
    {
        var named = labels.Where(l => l.Label is not null).ToList();
        var used = splits.Select((split, at) => (split.Split, At: at, split.Labeled)).Where(s => s.Split != DatasetSplit.None && s.Labeled > 0).ToList();
        if (used.Count < 2)
            return new SplitEvenness([], [], []);
        var total = used.Sum(s => s.Labeled);
        var uneven = named.Select(label => Furthest(label, used, total)).Where(f => f.Score >= Deviations).OrderByDescending(f => f.Score);
        return new SplitEvenness([.. uneven.Select(f => f.Found)], Missing(DatasetSplit.Train), Missing(DatasetSplit.Test));

        IReadOnlyList<string> Missing(DatasetSplit from)
        {
            var at = used.FindIndex(s => s.Split == from);
            return at < 0 ? [] : [.. named.Where(l => l.BySplit[used[at].At] == 0 && used.Any(s => l.BySplit[s.At] > 0)).Select(l => l.Label!)];
        }
    }

    // The adjusted residual of a two by two table: this label or another, this split or the others.
    private static (UnevenLabel Found, double Score) Furthest(LabelStatistics label, List<(DatasetSplit Split, int At, long Labeled)> splits, long total)
    {
        var overall = (double)splits.Sum(s => label.BySplit[s.At]) / total;
        return splits.Select(split =>
        {
            var (seen, expected) = (label.BySplit[split.At], overall * split.Labeled);
            var spread = Math.Sqrt(expected * (1 - overall) * (1 - (double)split.Labeled / total));
            var distance = Math.Abs(seen - expected);
            var score = distance < LeastExamples || spread == 0 ? 0 : distance / spread;
            return (new UnevenLabel(label.Label!, split.Split, (double)seen / split.Labeled, overall), score);
        }).MaxBy(found => found.score);
    }
}
