using Studio.Trainer.Evaluation;

namespace Studio.Trainer.Runs.Searches;

/// <summary>A mixture of normal distributions cut at two ends: one at each value, as wide as its neighbours are far, and a wide one over everything.</summary>
internal sealed class ParzenDensity
{
    private readonly double[] _centers, _widths, _masses;
    private readonly double _low, _high;

    public ParzenDensity(IReadOnlyList<double> values, (double Low, double High) ends)
    {
        (_low, _high) = ends;
        double range = _high - _low;
        double[] sorted = [.. values.Append((_low + _high) / 2).Order()];
        int prior = Array.IndexOf(sorted, (_low + _high) / 2);
        double narrowest = range / Math.Min(100, sorted.Length + 1);
        _centers = sorted;
        _widths = [.. sorted.Select((x, i) => i == prior ? range : Math.Clamp(
            Math.Max(x - (i > 0 ? sorted[i - 1] : _low), (i + 1 < sorted.Length ? sorted[i + 1] : _high) - x), narrowest, range))];
        _masses = [.. sorted.Select((x, i) => Normal((_high - x) / _widths[i]) - Normal((_low - x) / _widths[i]))];
    }

    public double Draw(ref SeededRandom random)
    {
        int i = random.Below(_centers.Length);
        while (true)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - SearchSpace.Unit(ref random))), angle = 2 * Math.PI * SearchSpace.Unit(ref random);
            double x = _centers[i] + _widths[i] * radius * Math.Cos(angle);
            if (x >= _low && x <= _high)
                return x;
        }
    }

    public double Log(double x)
    {
        double sum = 0;
        for (int i = 0; i < _centers.Length; i++)
        {
            double z = (x - _centers[i]) / _widths[i];
            sum += Math.Exp(-0.5 * z * z) / (_widths[i] * _masses[i] * Math.Sqrt(2 * Math.PI));
        }
        return Math.Log(Math.Max(sum / _centers.Length, double.Epsilon));
    }

    /// <summary>The normal distribution's cumulative function, by Abramowitz and Stegun's 26.2.17.</summary>
    private static double Normal(double z)
    {
        double t = 1 / (1 + 0.2316419 * Math.Abs(z));
        double tail = Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return z >= 0 ? 1 - tail : tail;
    }
}
