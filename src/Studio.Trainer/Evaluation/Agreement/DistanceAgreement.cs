namespace Studio.Trainer.Evaluation.Agreement;

/// <summary>
/// Agreement beyond chance for answers that can be more or less alike, such as sets of labels: Krippendorff's alpha with any distance
/// (Krippendorff 2004, chapter 11) and Cohen's kappa weighted by it (Cohen 1968). Distances run from 0 (equal) to 1.
/// </summary>
public static class DistanceAgreement
{
    /// <summary>
    /// The distance MASI of two sets (Passonneau 2006): one less the share of common elements times 1 for equal sets, 2/3 where one holds the other,
    /// 1/3 where they overlap, 0 where they do not. Two empty sets are equal.
    /// </summary>
    public static double Masi<T>(IReadOnlySet<T> first, IReadOnlySet<T> second)
    {
        if (first.Count == 0 && second.Count == 0) return 0;
        var common = first.Count(second.Contains);
        var monotonicity = common == 0 ? 0 : common == first.Count && common == second.Count ? 1 : common == Math.Min(first.Count, second.Count) ? 2.0 / 3 : 1.0 / 3;
        return 1 - ((double)common / (first.Count + second.Count - common) * monotonicity);
    }

    /// <summary>Krippendorff's alpha; each unit lists the answers that were given to it, and units with fewer than two do not count.</summary>
    /// <returns>Null where it is undefined, because no two answers differ or no unit has two.</returns>
    public static double? Alpha<T>(IEnumerable<IReadOnlyList<T>> units, Func<T, T, double> distance)
        where T : notnull
    {
        var (values, observed) = (new Counts<T>(), 0.0);
        foreach (var unit in units)
        {
            if (unit.Count < 2) continue;
            for (var i = 0; i < unit.Count; i++)
            {
                values.Add(unit[i]);
                for (var j = i + 1; j < unit.Count; j++) observed += 2 * distance(unit[i], unit[j]) / (unit.Count - 1);
            }
        }

        var expected = 0.0;
        for (var i = 0; i < values.Items.Count; i++)
            for (var j = i + 1; j < values.Items.Count; j++)
                expected += 2.0 * values.Items[i].Count * values.Items[j].Count * distance(values.Items[i].Value, values.Items[j].Value);
        return expected == 0 ? null : 1 - (observed * (values.Total - 1) / expected);
    }

    /// <summary>Cohen's kappa of two raters' answers to the same units, in the same order.</summary>
    /// <returns>Null where it is undefined, because both gave one and the same answer throughout or there are none.</returns>
    public static double? Kappa<T>(IReadOnlyList<T> first, IReadOnlyList<T> second, Func<T, T, double> distance)
        where T : notnull
    {
        if (first.Count != second.Count) throw new ArgumentException($"The first rater has {first.Count} answers, the second {second.Count}.");
        var (rows, columns, observed) = (new Counts<T>(), new Counts<T>(), 0.0);
        for (var i = 0; i < first.Count; i++)
        {
            rows.Add(first[i]);
            columns.Add(second[i]);
            observed += distance(first[i], second[i]);
        }

        var expected = rows.Items.Sum(row => columns.Items.Sum(column => (double)row.Count * column.Count * distance(row.Value, column.Value)));
        return expected == 0 ? null : 1 - (observed * first.Count / expected);
    }

    private sealed class Counts<T>
        where T : notnull
    {
        private readonly Dictionary<T, int> _places = [];

        public List<(T Value, int Count)> Items { get; } = [];

        public int Total { get; private set; }

        public void Add(T value)
        {
            Total++;
            if (_places.TryAdd(value, Items.Count)) Items.Add((value, 1));
            else Items[_places[value]] = (value, Items[_places[value]].Count + 1);
        }
    }
}
