namespace Studio.Core.Datasets.Statistics;

/// <summary>Counts texts by their number of words.</summary>
internal sealed class LengthCounts
{
    private static readonly int[] Edges = [4, 8, 16, 32, 64, 128, 256, 512, 1024];

    private readonly SortedDictionary<int, long> _words = [];
    private long _texts;

    public void Add(int words)
    {
        _texts++;
        _words[words] = _words.GetValueOrDefault(words) + 1;
    }

    public void Add(LengthCounts others)
    {
        _texts += others._texts;
        foreach (var (words, count) in others._words)
            _words[words] = _words.GetValueOrDefault(words) + count;
    }

    public LengthStatistics Build() => new(Median(), _words.Count == 0 ? 0 : _words.Last().Key, Buckets());

    public static int Words(ReadOnlySpan<char> text)
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
            if (seen * 2 >= _texts)
                return words;
        }

        return 0;
    }
}
