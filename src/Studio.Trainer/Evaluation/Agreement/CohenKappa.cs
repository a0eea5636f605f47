namespace Studio.Trainer.Evaluation.Agreement;

/// <summary>How disagreements weigh in Cohen's kappa.</summary>
public enum KappaWeights
{
    /// <summary>All alike.</summary>
    None,

    /// <summary>By the distance of the labels in their order.</summary>
    Linear,

    /// <summary>By the square of the distance.</summary>
    Quadratic,
}

/// <summary>Agreement of two raters beyond chance (Cohen 1960, weighted 1968).</summary>
public static class CohenKappa
{
    /// <returns>Null where it is undefined, because both raters gave one and the same label throughout or there are no rows.</returns>
    public static double? Of(ConfusionMatrix matrix, KappaWeights weights = KappaWeights.None)
    {
        if (matrix.Total == 0) return null;
        var columns = matrix.Predicted();
        var rows = Enumerable.Range(0, matrix.Size).Select(matrix.Support).ToArray();
        var (observed, expected) = (0.0, 0.0);
        for (var i = 0; i < matrix.Size; i++)
        {
            for (var j = 0; j < matrix.Size; j++)
            {
                var weight = weights switch
                {
                    KappaWeights.Linear => Math.Abs(i - j),
                    KappaWeights.Quadratic => (double)(i - j) * (i - j),
                    _ => i == j ? 0 : 1,
                };
                observed += weight * matrix[i, j];
                expected += weight * rows[i] * columns[j] / matrix.Total;
            }
        }

        return expected == 0 ? null : 1 - (observed / expected);
    }

    /// <summary>Two raters' labels of the same rows.</summary>
    public static double? Of<T>(IReadOnlyList<T> first, IReadOnlyList<T> second)
        where T : notnull
    {
        if (first.Count != second.Count) throw new ArgumentException($"The first rater has {first.Count} labels, the second {second.Count}.");
        var index = first.Concat(second).Distinct().Select(static (label, i) => (label, i)).ToDictionary(static pair => pair.label, static pair => pair.i);
        var matrix = new ConfusionMatrix(index.Count);
        for (var i = 0; i < first.Count; i++) matrix.Add(index[first[i]], index[second[i]]);
        return Of(matrix);
    }
}
