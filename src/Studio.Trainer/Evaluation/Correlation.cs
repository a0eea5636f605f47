namespace Studio.Trainer.Evaluation;

/// <summary>How two columns of numbers go together, from -1 to 1; null where one of them does not vary.</summary>
public static class Correlation
{
    public static double? Pearson(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var (xy, xx, yy) = (0.0, 0.0, 0.0);
        for (var i = 0; i < x.Count; i++)
        {
            var (dx, dy) = (x[i] - meanX, y[i] - meanY);
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }

        return xx == 0 || yy == 0 ? null : Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1);
    }

    /// <summary>Pearson's correlation of the ranks, equal values sharing their mean rank.</summary>
    public static double? Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y) => Pearson(Ranks(x), Ranks(y));

    /// <summary>Kendall's tau-b by counting the exchanges of a merge sort (Knight 1966), so in n log n steps.</summary>
    public static double? KendallTauB(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var n = x.Count;
        var order = Enumerable.Range(0, n).OrderBy(i => x[i]).ThenBy(i => y[i]).ToArray();
        var sorted = order.Select(i => y[i]).ToArray();
        var tiesX = Ties(x);
        var tiesY = Ties(y);
        var tiesBoth = x.Zip(y).GroupBy(static pair => pair).Sum(static group => Pairs(group.Count()));
        var discordant = Exchanges(sorted, new double[n], 0, n);
        var all = Pairs(n);
        var concordantLessDiscordant = all - tiesX - tiesY + tiesBoth - (2 * discordant);
        var (varyX, varyY) = (all - tiesX, all - tiesY);
        return varyX == 0 || varyY == 0 ? null : concordantLessDiscordant / Math.Sqrt(varyX) / Math.Sqrt(varyY);
    }

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (var start = 0; start < order.Length;)
        {
            var end = start;
            while (end < order.Length && values[order[end]] == values[order[start]]) end++;
            for (var i = start; i < end; i++) ranks[order[i]] = (start + end + 1) / 2.0;
            start = end;
        }

        return ranks;
    }

    private static double Pairs(double count) => count * (count - 1) / 2;

    private static double Ties(IReadOnlyList<double> values) => values.GroupBy(static value => value).Sum(static group => Pairs(group.Count()));

    private static double Exchanges(double[] values, double[] scratch, int from, int to)
    {
        if (to - from < 2) return 0;
        var middle = (from + to) / 2;
        var count = Exchanges(values, scratch, from, middle) + Exchanges(values, scratch, middle, to);
        Array.Copy(values, from, scratch, from, to - from);
        for (int left = from, right = middle, at = from; at < to; at++)
        {
            if (right >= to || (left < middle && scratch[left] <= scratch[right]))
            {
                values[at] = scratch[left++];
            }
            else
            {
                count += middle - left;
                values[at] = scratch[right++];
            }
        }

        return count;
    }
}
