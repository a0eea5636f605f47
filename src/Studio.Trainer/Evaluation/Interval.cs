namespace Studio.Trainer.Evaluation;

/// <summary>A 95 % confidence interval, both ends included.</summary>
public readonly record struct Interval(double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval of a proportion (Wilson 1927), which stays within 0 and 1 and holds for small numbers.</summary>
    public static Interval Wilson(long successes, long trials)
    {
        if (trials <= 0) return new Interval(0, 1);
        var n = (double)trials;
        var p = successes / n;
        var denominator = 1 + (Z * Z / n);
        var centre = (p + (Z * Z / (2 * n))) / denominator;
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n))) / denominator;
        return new Interval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The 2.5 % and 97.5 % quantiles, linearly interpolated; sorts <paramref name="samples"/>.</summary>
    public static Interval Percentile(double[] samples)
    {
        Array.Sort(samples);
        return new Interval(Quantile(samples, 0.025), Quantile(samples, 0.975));
    }

    private static double Quantile(double[] sorted, double q)
    {
        if (sorted.Length == 0) return double.NaN;
        var at = q * (sorted.Length - 1);
        var below = (int)at;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
