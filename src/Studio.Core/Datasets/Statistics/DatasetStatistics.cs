namespace Studio.Core.Datasets.Statistics;

/// <summary>What a dataset looks like as a whole, and split by split.</summary>
/// <param name="Examples">How many there are.</param>
/// <param name="Splits">The splits that have examples: train, validation, test, then those in none.</param>
/// <param name="Labels">How often each label occurs, most frequent first; last, without a name, the unlabelled.</param>
/// <param name="Words">The texts' lengths.</param>
/// <param name="Repeated">Texts that occur more than once, most frequent first; only the first are listed.</param>
/// <param name="RepeatedTexts">How many different texts occur more than once.</param>
/// <param name="Surplus">Examples that would go if each text were kept once.</param>
/// <param name="AcrossSplits">Texts that stand in more than one split: what is tested was trained on.</param>
/// <param name="Contradictory">Texts that carry different labels.</param>
public sealed record DatasetStatistics(
    long Examples, IReadOnlyList<SplitStatistics> Splits, IReadOnlyList<LabelStatistics> Labels, LengthStatistics Words,
    IReadOnlyList<RepeatedText> Repeated, long RepeatedTexts, long Surplus, long AcrossSplits, long Contradictory)
{
    /// <summary>The share of the most frequent label is what always guessing it would score.</summary>
    public LabelEvenness Evenness => LabelEvenness.Of(Labels);

    /// <summary>Whether the splits have the labels in like proportions.</summary>
    public SplitEvenness SplitEvenness => SplitEvenness.Of(Splits, Labels);
}

/// <summary>One split's rows, those of them that are labelled, and their lengths.</summary>
public sealed record SplitStatistics(DatasetSplit Split, long Examples, long Labeled, LengthStatistics Words);

/// <summary>Texts by their length in words: half of them have at most <paramref name="Median"/>, none more than <paramref name="Longest"/>.</summary>
public sealed record LengthStatistics(int Median, int Longest, IReadOnlyList<LengthBucket> Buckets);

/// <summary>Texts of <paramref name="From"/> to <paramref name="To"/> words.</summary>
public sealed record LengthBucket(int From, int To, long Count);

/// <summary>A label and the examples that carry it.</summary>
/// <param name="Label">Null for the examples without one.</param>
/// <param name="InAnswers">It stands among several, or on spans; each example counts once.</param>
/// <param name="Count">In all splits.</param>
/// <param name="BySplit">In each of the splits that have examples, in their order.</param>
public sealed record LabelStatistics(string? Label, bool InAnswers, long Count, IReadOnlyList<long> BySplit);

/// <summary>A text that occurs more than once, with its beginning, labels and splits.</summary>
public sealed record RepeatedText(long FirstId, string Text, int Count, IReadOnlyList<string?> Labels, IReadOnlyList<DatasetSplit> Splits);

/// <summary>How unlike the labels' frequencies are, where each example has one label.</summary>
public sealed record LabelEvenness(string? Most, double MostShare, int Rare)
{
    private const int FewExamples = 10;

    internal static LabelEvenness Of(IReadOnlyList<LabelStatistics> labels)
    {
        var named = labels.Where(l => l.Label is not null).ToList();
        var rare = named.Count(l => l.Count < FewExamples);
        return named.Count == 0 || named.Any(l => l.InAnswers)
            ? new LabelEvenness(null, 0, rare)
            : new LabelEvenness(named[0].Label, (double)named[0].Count / named.Sum(l => l.Count), rare);
    }
}
