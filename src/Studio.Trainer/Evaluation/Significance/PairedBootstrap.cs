namespace Studio.Trainer.Evaluation.Significance;

/// <summary>By how much the second classifier is better than the first on the same rows, with its interval and two-sided p.</summary>
public sealed record PairedDifference(double Difference, Interval Interval, double PValue);

/// <summary>Draws the rows again, the same for both classifiers (Koehn 2004; Berg-Kirkpatrick et al. 2012).</summary>
public static class PairedBootstrap
{
    /// <summary>The difference of a mean of row values, such as 1 for right and 0 for wrong.</summary>
    public static PairedDifference OfMeans(IReadOnlyList<double> first, IReadOnlyList<double> second, int replicates = 1000, int seed = 42)
    {
        Check(first.Count, second.Count);
        var gain = second.Zip(first, static (b, a) => b - a).ToArray();
        return Summarize(gain.Average(), Draw(replicates, gain.Length, seed, static (rows, gain) =>
        {
            var sum = 0.0;
            foreach (var row in rows) sum += gain[row];
            return sum / rows.Length;
        }, gain));
    }

    /// <summary>The difference of macro F1. Labels are numbers from 0 to below <paramref name="labels"/>.</summary>
    public static PairedDifference OfMacroF1(
        IReadOnlyList<int> truth, IReadOnlyList<int> first, IReadOnlyList<int> second, int labels, int replicates = 1000, int seed = 42)
    {
        Check(first.Count, second.Count);
        Check(first.Count, truth.Count);
        double Gain(int[] rows, object? _) => MacroF1(rows, truth, second, labels) - MacroF1(rows, truth, first, labels);
        int[] all = [.. Enumerable.Range(0, truth.Count)];
        return Summarize(Gain(all, null), Draw<object?>(replicates, truth.Count, seed, Gain, null));
    }

    private static double MacroF1(int[] rows, IReadOnlyList<int> truth, IReadOnlyList<int> prediction, int labels)
    {
        var matrix = new ConfusionMatrix(labels);
        foreach (var row in rows) matrix.Add(truth[row], prediction[row]);
        return PrecisionRecallF1.Macro(matrix.PerLabel()).F1;
    }

    private static double[] Draw<T>(int replicates, int rows, int seed, Func<int[], T, double> figure, T state)
    {
        var figures = new double[replicates];
        Parallel.For(0, replicates, () => new int[rows], (replicate, _, drawn) =>
        {
            var random = SeededRandom.For(seed, replicate);
            for (var i = 0; i < drawn.Length; i++) drawn[i] = random.Below(rows);
            figures[replicate] = figure(drawn, state);
            return drawn;
        }, static _ => { });
        return figures;
    }

    private static PairedDifference Summarize(double difference, double[] drawn)
    {
        var below = drawn.Count(static value => value <= 0) / (double)drawn.Length;
        var above = drawn.Count(static value => value >= 0) / (double)drawn.Length;
        return new PairedDifference(difference, Interval.Percentile(drawn), Math.Min(1, 2 * Math.Min(below, above)));
    }

    private static void Check(int first, int second)
    {
        if (first != second || first == 0)
            throw new ArgumentException($"Both classifiers must have answered the same rows; there are {first} and {second}.");
    }
}
