namespace Studio.Trainer.Evaluation;

/// <summary>The three figures of one label or of an average over labels.</summary>
public readonly record struct PrecisionRecallF1(double Precision, double Recall, double F1)
{
    /// <summary>From the hits, the answers that gave the label, and the rows that have it; what is undefined is 0.</summary>
    public static PrecisionRecallF1 Of(long hits, long predicted, long actual) => new(
        Ratio(hits, predicted), Ratio(hits, actual), Ratio(2 * hits, predicted + actual));

    /// <summary>The mean over labels, all of the same weight.</summary>
    public static PrecisionRecallF1 Macro(IReadOnlyCollection<PrecisionRecallF1> scores) => Weighted(scores, [.. scores.Select(static _ => 1L)]);

    /// <summary>The mean over labels, weighted by their rows.</summary>
    public static PrecisionRecallF1 Weighted(IReadOnlyCollection<PrecisionRecallF1> scores, IReadOnlyList<long> support)
    {
        var (precision, recall, f1, total) = (0.0, 0.0, 0.0, 0L);
        foreach (var (score, weight) in scores.Zip(support))
        {
            precision += score.Precision * weight;
            recall += score.Recall * weight;
            f1 += score.F1 * weight;
            total += weight;
        }

        return total == 0 ? default : new PrecisionRecallF1(precision / total, recall / total, f1 / total);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}
