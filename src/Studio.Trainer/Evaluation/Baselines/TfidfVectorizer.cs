using System.Runtime.InteropServices;

namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>
/// Words and pairs of words weighed by how often they stand in a text and how rare they are among all (Spärck Jones 1972), as scikit-learn's
/// TfidfVectorizer with ngram_range (1, 2), sublinear_tf, smooth_idf and the l2 norm.
/// </summary>
internal sealed class TfidfVectorizer
{
    private readonly Dictionary<string, int> _columns;
    private readonly double[] _idf;

    private TfidfVectorizer(Dictionary<string, int> columns, double[] idf) => (_columns, _idf) = (columns, idf);

    public int Columns => _idf.Length;

    public static TfidfVectorizer Fit(IReadOnlyList<string> texts)
    {
        var frequency = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var terms in texts.AsParallel().AsOrdered().Select(static text => Terms(text).ToHashSet(StringComparer.Ordinal)))
            foreach (var term in terms) CollectionsMarshal.GetValueRefOrAddDefault(frequency, term, out _)++;
        var columns = new Dictionary<string, int>(frequency.Count, StringComparer.Ordinal);
        var idf = new double[frequency.Count];
        foreach (var (term, count) in frequency)
        {
            idf[columns.Count] = Math.Log((1.0 + texts.Count) / (1.0 + count)) + 1;
            columns[term] = columns.Count;
        }

        return new TfidfVectorizer(columns, idf);
    }

    public SparseMatrix Transform(IReadOnlyList<string> texts)
    {
        var rows = texts.AsParallel().AsOrdered().Select(Row).ToList();
        var starts = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) starts[i + 1] = starts[i] + rows[i].Length;
        return new SparseMatrix(
            Columns, starts, [.. rows.SelectMany(static row => row.Select(static cell => cell.Column))],
            [.. rows.SelectMany(static row => row.Select(static cell => cell.Value))]);
    }

    private (int Column, double Value)[] Row(string text)
    {
        var counts = new SortedDictionary<int, int>();
        foreach (var term in Terms(text))
            if (_columns.TryGetValue(term, out var column)) counts[column] = counts.GetValueOrDefault(column) + 1;
        var cells = counts.Select(pair => (Column: pair.Key, Value: (1 + Math.Log(pair.Value)) * _idf[pair.Key])).ToArray();
        var norm = Math.Sqrt(cells.Sum(static cell => cell.Value * cell.Value));
        for (var i = 0; i < cells.Length; i++) cells[i].Value /= norm;
        return cells;
    }

    private static IEnumerable<string> Terms(string text)
    {
        var words = WordScanner.Words(text);
        return words.Concat(words.Skip(1).Select((word, i) => words[i] + " " + word));
    }
}
