namespace Studio.Trainer.Evaluation.Significance;

/// <summary>p-values of several tests made at once, corrected so that one chance find among them stays as unlikely as in a single test (Holm 1979).</summary>
public static class Holm
{
    /// <param name="pValues">One of each test, in any order.</param>
    /// <returns>The corrected values in the same order: never smaller, at most 1.</returns>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> pValues)
    {
        var adjusted = new double[pValues.Count];
        var (most, rank) = (0.0, 0);
        foreach (var index in Enumerable.Range(0, pValues.Count).OrderBy(i => pValues[i]))
        {
            most = Math.Max(most, Math.Min(1, pValues[index] * (pValues.Count - rank++)));
            adjusted[index] = most;
        }

        return adjusted;
    }
}
