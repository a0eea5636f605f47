namespace Studio.Core.Datasets.Statistics;

/// <summary>What a dataset looks like as a whole.</summary>
/// <param name="Examples">How many there are.</param>
/// <param name="Labels">How often each label occurs, most frequent first; null counts the unlabelled.</param>
/// <param name="Lengths">Texts by their length in words.</param>
/// <param name="MedianWords">Half of the texts are at most so long.</param>
/// <param name="LongestWords">The longest text.</param>
/// <param name="Repeated">Texts that occur more than once, most frequent first; only the first are listed.</param>
/// <param name="RepeatedTexts">How many different texts occur more than once.</param>
/// <param name="Surplus">Examples that would go if each text were kept once.</param>
/// <param name="AcrossSplits">Texts that stand in more than one split: what is tested was trained on.</param>
/// <param name="Contradictory">Texts that carry different labels.</param>
public sealed record DatasetStatistics(
    long Examples, IReadOnlyList<KeyValuePair<string?, long>> Labels, IReadOnlyList<LengthBucket> Lengths, int MedianWords, int LongestWords,
    IReadOnlyList<RepeatedText> Repeated, long RepeatedTexts, long Surplus, long AcrossSplits, long Contradictory)
{
    /// <summary>The share of the most frequent label is what always guessing it would score.</summary>
    public LabelEvenness Evenness => LabelEvenness.Of(Labels);
}

/// <summary>Texts of <paramref name="From"/> to <paramref name="To"/> words.</summary>
public sealed record LengthBucket(int From, int To, long Count);

/// <summary>A text that occurs more than once, with its beginning, labels and splits.</summary>
public sealed record RepeatedText(long FirstId, string Text, int Count, IReadOnlyList<string?> Labels, IReadOnlyList<DatasetSplit> Splits);

/// <summary>How unlike the labels' frequencies are.</summary>
public sealed record LabelEvenness(string? Most, double MostShare, int Rare)
{
    private const int FewExamples = 10;

    internal static LabelEvenness Of(IReadOnlyList<KeyValuePair<string?, long>> labels)
    {
        var named = labels.Where(l => l.Key is not null).ToList();
        var total = named.Sum(l => l.Value);
        return total == 0
            ? new LabelEvenness(null, 0, 0)
            : new LabelEvenness(named[0].Key, (double)named[0].Value / total, named.Count(l => l.Value < FewExamples));
    }
}
