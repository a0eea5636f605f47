namespace Studio.Core.Datasets.Duplicates;

/// <summary>A row that belongs to a group, and how alike it is to the member through which it came in; 1 is equal.</summary>
internal readonly record struct FoundMember(int Row, double Similarity);

/// <summary>
/// Groups texts that are equal or alike. Takes rows in order, then compares. What it holds for each row is 32 bytes and 8 for each band
/// (about 200 bytes at the usual threshold, so about 200 MB for a million rows); texts are read again for the few that are compared.
/// </summary>
internal sealed class DuplicateFinder(DuplicateSettings settings)
{
    /// <summary>In one bucket a text is compared with so many others at most.</summary>
    private const int MostCompared = 64;

    private const int ReadAtOnce = 500;

    private readonly MinHasher _hasher = new(settings);
    private readonly Dictionary<UInt128, int> _first = [];
    private readonly List<UInt128> _keys = [];
    private readonly List<int> _parents = [];
    private readonly List<double> _similarity = [];
    private readonly List<ulong[]> _bands = [];
    private readonly List<int> _distinct = [];

    public int Rows => _keys.Count;

    public UInt128 KeyOf(int row) => _keys[row];

    /// <summary>Takes the next rows in; the costly part of it on all cores.</summary>
    public void Add(IReadOnlyList<string> texts)
    {
        var normal = new string[texts.Count];
        Parallel.For(0, texts.Count, i => normal[i] = NormalText.Of(texts[i]));
        var fresh = new List<(int Place, string Normal)>();
        foreach (var text in normal)
        {
            var (row, key) = (_keys.Count, NormalText.Key(text));
            _keys.Add(key);
            if (_first.TryGetValue(key, out var first))
            {
                _parents.Add(first);
                _similarity.Add(1);
                continue;
            }

            _first[key] = row;
            _parents.Add(row);
            _similarity.Add(1);
            fresh.Add((_distinct.Count, text));
            _distinct.Add(row);
        }

        if (settings.Threshold >= 1)
            return;
        _bands.AddRange(Enumerable.Repeat<ulong[]>(null!, fresh.Count));
        Parallel.ForEach(fresh, item =>
        {
            var keys = new ulong[settings.Bands];
            _hasher.Bands(Shingles.Of(item.Normal, settings), keys);
            _bands[item.Place] = keys;
        });
    }

    /// <summary>Compares what may be alike.</summary>
    /// <param name="read">Gives the texts of these rows.</param>
    /// <param name="progress">Hears how many of the bands are done.</param>
    /// <param name="cancel">Stops between buckets.</param>
    public async Task CompareAsync(Func<IReadOnlyList<int>, Task<IReadOnlyList<string>>> read, Action<int> progress, CancellationToken cancel)
    {
        for (var band = 0; band < settings.Bands && _bands.Count > 0; band++)
        {
            progress(band);
            foreach (var bucket in Buckets(band))
            {
                cancel.ThrowIfCancellationRequested();
                if (bucket.Select(Root).Distinct().Skip(1).Any())
                    await CompareAsync(bucket, read);
            }
        }
    }

    /// <summary>The groups of two and more, each in the order of its rows.</summary>
    public List<List<FoundMember>> Groups()
    {
        var groups = new Dictionary<int, List<FoundMember>>();
        for (var row = 0; row < _parents.Count; row++)
        {
            var root = Root(row);
            if (!groups.TryGetValue(root, out var members))
                groups[root] = members = [];
            var same = _first[_keys[row]];
            members.Add(new FoundMember(row, same == root ? 1 : _similarity[same]));
        }

        return [.. groups.Values.Where(g => g.Count > 1)];
    }

    private IEnumerable<List<int>> Buckets(int band)
    {
        var keys = new ulong[_bands.Count];
        var places = new int[_bands.Count];
        for (var i = 0; i < places.Length; i++)
            (keys[i], places[i]) = (_bands[i][band], i);
        Array.Sort(keys, places);
        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to] == keys[from]; to++)
            {
            }

            if (to - from > 1)
                yield return [.. places[from..to].Order().Select(place => _distinct[place])];
        }
    }

    // The first of a bucket stand for all of it: comparing everybody with everybody would be quadratic.
    private async Task CompareAsync(List<int> bucket, Func<IReadOnlyList<int>, Task<IReadOnlyList<string>>> read)
    {
        var standing = new List<(int Row, ulong[] Set)>();
        foreach (var part in bucket.Chunk(ReadAtOnce))
        {
            var texts = await read(part);
            for (var i = 0; i < part.Length; i++)
            {
                var row = part[i];
                if (standing.Count == MostCompared && standing.TrueForAll(s => Root(s.Row) == Root(row)))
                    continue;
                var set = Shingles.Of(NormalText.Of(texts[i]), settings);
                foreach (var (other, its) in standing)
                {
                    if (Root(other) != Root(row) && Shingles.Jaccard(set, its) is var alike && alike >= settings.Threshold)
                        Join(other, row, alike);
                }

                if (standing.Count < MostCompared)
                    standing.Add((row, set));
            }
        }
    }

    private void Join(int first, int second, double similarity)
    {
        var (a, b) = (Root(first), Root(second));
        if (a == b)
            return;
        var (keep, move) = a < b ? (a, b) : (b, a);
        _parents[move] = keep;
        _similarity[move] = similarity;
    }

    private int Root(int row)
    {
        while (_parents[row] != row)
            row = _parents[row] = _parents[_parents[row]];
        return row;
    }
}
