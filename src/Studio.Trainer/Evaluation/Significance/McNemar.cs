namespace Studio.Trainer.Evaluation.Significance;

/// <summary>Two classifiers on the same rows: who was right where the other was wrong, and how likely such a split is by chance.</summary>
public sealed record McNemar(int FirstOnlyRight, int SecondOnlyRight, double PValue)
{
    /// <summary>The exact two-sided binomial test (McNemar 1947) over the rows on which just one of the two was right.</summary>
    public static McNemar Exact(IReadOnlyList<bool> firstRight, IReadOnlyList<bool> secondRight)
    {
        if (firstRight.Count != secondRight.Count)
            throw new ArgumentException($"The first classifier has {firstRight.Count} rows, the second {secondRight.Count}; they must be the same rows.");
        var pairs = firstRight.Zip(secondRight).ToList();
        var first = pairs.Count(static pair => pair.First && !pair.Second);
        var second = pairs.Count(static pair => !pair.First && pair.Second);
        return new McNemar(first, second, TwoSided(Math.Min(first, second), first + second));
    }

    /// <summary>Twice the chance of at most <paramref name="fewer"/> heads in <paramref name="trials"/> throws of a fair coin.</summary>
    private static double TwoSided(int fewer, int trials)
    {
        var logarithm = -trials * Math.Log(2);
        var sum = 0.0;
        for (var heads = 0; heads <= fewer; heads++)
        {
            sum += Math.Exp(logarithm);
            logarithm += Math.Log((double)(trials - heads) / (heads + 1));
        }

        return Math.Min(1, 2 * sum);
    }
}
