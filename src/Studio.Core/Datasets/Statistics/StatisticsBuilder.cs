using System.Runtime.InteropServices;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Splitting;

namespace Studio.Core.Datasets.Statistics;

/// <summary>Takes rows one by one; what it holds grows with the number of different texts by some bytes each, not with their length.</summary>
internal sealed class StatisticsBuilder
{
    private const int Listed = 50;
    private const int ExcerptLength = 200;

    // The order in which splits are shown; examples in none come last.
    private static readonly DatasetSplit[] Order = [DatasetSplit.Train, DatasetSplit.Validation, DatasetSplit.Test, DatasetSplit.None];

    private readonly Dictionary<(string Name, bool InAnswers), long[]> _labels = [];
    private readonly Dictionary<UInt128, Occurrence> _texts = [];
    private readonly Split[] _splits = [new(), new(), new(), new()];

    public void Add(long id, string text, string? label, string? answer, DatasetSplit split)
    {
        var at = Array.IndexOf(Order, split);
        var counts = _splits[at];
        counts.Examples++;
        counts.Labeled += label is null && answer is null ? 0 : 1;
        counts.Lengths.Add(LengthCounts.Words(text));
        if (label is not null)
            Count(label, false, at);
        foreach (var name in ExampleAnswer.NamesIn(answer))
            Count(name, true, at);
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, StratifiedSplit.Fingerprint(text), out var before);
        seen = before ? seen.With(label ?? answer, split) : new Occurrence(id, 1, label ?? answer, false, 1 << (int)split);
    }

    /// <summary>The ids of the first of each repeated text, for which the builder wants the rows once more.</summary>
    public IReadOnlyDictionary<UInt128, Occurrence> MostRepeated() =>
        _texts.Where(t => t.Value.Count > 1).OrderByDescending(t => t.Value.Count).ThenBy(t => t.Value.FirstId).Take(Listed).ToDictionary();

    public DatasetStatistics Build(IReadOnlyList<(long Id, string Text, string? Label, DatasetSplit Split)> repeatedRows)
    {
        var repeated = repeatedRows.GroupBy(r => StratifiedSplit.Fingerprint(r.Text)).Select(g => new RepeatedText(
            g.Min(r => r.Id), RowCheck.Excerpt(g.First().Text, ExcerptLength), g.Count(),
            [.. g.Select(r => r.Label).Distinct().Order(StringComparer.Ordinal)], [.. g.Select(r => r.Split).Distinct().Order()]));
        var doubled = _texts.Values.Where(o => o.Count > 1).ToList();
        var present = Enumerable.Range(0, Order.Length).Where(at => _splits[at].Examples > 0).ToList();
        var whole = new LengthCounts();
        present.ForEach(at => whole.Add(_splits[at].Lengths));
        return new DatasetStatistics(
            _splits.Sum(s => s.Examples), [.. present.Select(at => new SplitStatistics(Order[at], _splits[at].Examples, _splits[at].Labeled, _splits[at].Lengths.Build()))],
            Labels(present), whole.Build(),
            [.. repeated.OrderByDescending(r => r.Count).ThenBy(r => r.FirstId)], doubled.Count, doubled.Sum(o => o.Count - 1L),
            doubled.Count(o => int.PopCount(o.Splits & ~(1 << (int)DatasetSplit.None)) > 1), doubled.Count(o => o.Contradicts));
    }

    private void Count(string label, bool inAnswers, int split)
    {
        ref var counts = ref CollectionsMarshal.GetValueRefOrAddDefault(_labels, (label, inAnswers), out _);
        (counts ??= new long[Order.Length])[split]++;
    }

    private List<LabelStatistics> Labels(IReadOnlyList<int> splits)
    {
        var named = _labels.Select(l => Counted(l.Key.Name, l.Key.InAnswers, l.Value, splits)).OrderByDescending(l => l.Count).ThenBy(l => l.Label, StringComparer.Ordinal).ToList();
        var without = Counted(null, false, [.. _splits.Select(s => s.Examples - s.Labeled)], splits);
        return without.Count > 0 ? [.. named, without] : named;
    }

    private static LabelStatistics Counted(string? label, bool inAnswers, long[] counts, IReadOnlyList<int> splits) =>
        new(label, inAnswers, counts.Sum(), [.. splits.Select(split => counts[split])]);

    private sealed class Split
    {
        public long Examples { get; set; }
        public long Labeled { get; set; }
        public LengthCounts Lengths { get; } = new();
    }

    /// <summary>Where a text occurs.</summary>
    internal readonly record struct Occurrence(long FirstId, int Count, string? Label, bool Contradicts, int Splits)
    {
        public Occurrence With(string? label, DatasetSplit split) => this with
        {
            Count = Count + 1,
            Label = Label ?? label,
            Contradicts = Contradicts || Label is not null && label is not null && label != Label,
            Splits = Splits | 1 << (int)split,
        };
    }
}
