namespace Studio.Trainer.Evaluation.Agreement;

/// <summary>What the distance of two values means.</summary>
public enum AlphaLevel
{
    /// <summary>Values are equal or not.</summary>
    Nominal,

    /// <summary>Only their order counts.</summary>
    Ordinal,

    /// <summary>Their difference counts.</summary>
    Interval,
}

/// <summary>
/// Agreement of any number of raters, ratings missing at will (Krippendorff 2011). Linear in the number of ratings: the ordinal distance
/// of two values is the difference of their middle ranks, and sums of squared differences follow from sums of squares.
/// </summary>
public static class KrippendorffAlpha
{
    /// <summary>One list for each unit; null is a missing rating. Units with fewer than two ratings do not count.</summary>
    /// <returns>Null where it is undefined, because all ratings are equal or no unit has two.</returns>
    public static double? Of(IEnumerable<IReadOnlyList<double?>> units, AlphaLevel level)
    {
        var ends = new List<int>();
        var values = new List<double>();
        foreach (var unit in units)
        {
            var start = values.Count;
            foreach (var value in unit)
                if (value is { } given) values.Add(given);
            if (values.Count - start < 2) values.RemoveRange(start, values.Count - start);
            else ends.Add(values.Count);
        }

        return level == AlphaLevel.Nominal ? Nominal(values, ends) : Metric(level == AlphaLevel.Ordinal ? MiddleRanks(values) : [.. values], ends);
    }

    /// <summary>Labels without an order.</summary>
    public static double? Of(IEnumerable<IReadOnlyList<string?>> units)
    {
        var codes = new Dictionary<string, double>(StringComparer.Ordinal);
        double? Code(string? label)
        {
            if (label is null) return null;
            if (!codes.TryGetValue(label, out var code)) codes[label] = code = codes.Count;
            return code;
        }

        return Of(units.Select(unit => (IReadOnlyList<double?>)[.. unit.Select(Code)]), AlphaLevel.Nominal);
    }

    private static double? Nominal(List<double> values, List<int> ends)
    {
        var totals = values.GroupBy(static value => value).Select(static group => (double)group.Count()).ToList();
        double n = values.Count;
        var expected = ((n * n) - totals.Sum(static count => count * count)) / (n - 1);
        if (values.Count == 0 || expected == 0) return null;
        var observed = 0.0;
        var start = 0;
        foreach (var end in ends)
        {
            var equal = 0;
            for (var i = start; i < end; i++)
                for (var j = start; j < end; j++)
                    if (values[i] == values[j]) equal++;
            double m = end - start;
            observed += ((m * m) - equal) / (m - 1);
            start = end;
        }

        return 1 - (observed / expected);
    }

    private static double? Metric(double[] values, List<int> ends)
    {
        if (values.Length == 0) return null;
        var mean = values.Average();
        for (var i = 0; i < values.Length; i++) values[i] -= mean;
        var expected = Squares(values) / (values.Length - 1);
        if (expected == 0) return null;
        var observed = 0.0;
        var start = 0;
        foreach (var end in ends)
        {
            observed += Squares(values.AsSpan(start, end - start)) / (end - start - 1);
            start = end;
        }

        return 1 - (observed / expected);
    }

    /// <summary>The sum of squared differences over all pairs, each counted once, times two.</summary>
    private static double Squares(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values) mean += value;
        mean /= values.Length;
        var sum = 0.0;
        foreach (var value in values) sum += (value - mean) * (value - mean);
        return 2 * values.Length * sum;
    }

    private static double[] MiddleRanks(List<double> values)
    {
        var ranks = new Dictionary<double, double>();
        var before = 0;
        foreach (var group in values.GroupBy(static value => value).OrderBy(static group => group.Key))
        {
            var count = group.Count();
            ranks[group.Key] = before + (count / 2.0);
            before += count;
        }

        return [.. values.Select(value => ranks[value])];
    }
}
