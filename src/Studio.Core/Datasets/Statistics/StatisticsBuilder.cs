using System.Runtime.InteropServices;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Splitting;

namespace Studio.Core.Datasets.Statistics;

/// <summary>Takes rows one by one; what it holds grows with the number of different texts by some bytes each, not with their length.</summary>
internal sealed class StatisticsBuilder
{
    private const int Listed = 50;
    private const int ExcerptLength = 200;
    private static readonly int[] Edges = [4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly Dictionary<string, long> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, Occurrence> _texts = [];
    private readonly SortedDictionary<int, long> _words = [];
    private long _unlabeled;
    private long _examples;

    public void Add(long id, string text, string? label, DatasetSplit split)
    {
        _examples++;
        var words = Words(text);
        _words[words] = _words.GetValueOrDefault(words) + 1;
        if (label is null)
            _unlabeled++;
        else
            CollectionsMarshal.GetValueRefOrAddDefault(_labels, label, out _)++;
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, StratifiedSplit.Fingerprint(text), out var before);
        seen = before ? seen.With(label, split) : new Occurrence(id, 1, label, false, 1 << (int)split);
    }

    /// <summary>The ids of the first of each repeated text, for which the builder wants the rows once more.</summary>
    public IReadOnlyDictionary<UInt128, Occurrence> MostRepeated() =>
        _texts.Where(t => t.Value.Count > 1).OrderByDescending(t => t.Value.Count).ThenBy(t => t.Value.FirstId).Take(Listed).ToDictionary();

    public DatasetStatistics Build(IReadOnlyList<(long Id, string Text, string? Label, DatasetSplit Split)> repeatedRows)
    {
        var repeated = repeatedRows.GroupBy(r => StratifiedSplit.Fingerprint(r.Text)).Select(g => new RepeatedText(
            g.Min(r => r.Id), RowCheck.Excerpt(g.First().Text, ExcerptLength), g.Count(),
            [.. g.Select(r => r.Label).Distinct().Order(StringComparer.Ordinal)], [.. g.Select(r => r.Split).Distinct().Order()]));
        var labels = _labels.Select(l => KeyValuePair.Create((string?)l.Key, l.Value)).OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal);
        var doubled = _texts.Values.Where(o => o.Count > 1).ToList();
        return new DatasetStatistics(
            _examples, [.. labels, .. _unlabeled > 0 ? [KeyValuePair.Create((string?)null, _unlabeled)] : Array.Empty<KeyValuePair<string?, long>>()],
            Buckets(), Median(), _words.Count == 0 ? 0 : _words.Last().Key,
            [.. repeated.OrderByDescending(r => r.Count).ThenBy(r => r.FirstId)], doubled.Count, doubled.Sum(o => o.Count - 1L),
            doubled.Count(o => int.PopCount(o.Splits & ~(1 << (int)DatasetSplit.None)) > 1), doubled.Count(o => o.Contradicts));
    }

    private List<LengthBucket> Buckets()
    {
        var buckets = new List<LengthBucket>();
        var from = 0;
        foreach (var edge in Edges.Append(int.MaxValue))
        {
            var (low, high) = (from, edge);
            buckets.Add(new LengthBucket(low, high, _words.Where(w => w.Key >= low && w.Key <= high).Sum(w => w.Value)));
            from = edge == int.MaxValue ? edge : edge + 1;
        }

        while (buckets.Count > 1 && buckets[^1].Count == 0)
            buckets.RemoveAt(buckets.Count - 1);
        return buckets;
    }

    private int Median()
    {
        long seen = 0;
        foreach (var (words, count) in _words)
        {
            seen += count;
            if (seen * 2 >= _examples)
                return words;
        }

        return 0;
    }

    private static int Words(ReadOnlySpan<char> text)
    {
        var words = 0;
        var inside = false;
        foreach (var c in text)
        {
            var space = char.IsWhiteSpace(c);
            words += !space && !inside ? 1 : 0;
            inside = !space;
        }

        return words;
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
