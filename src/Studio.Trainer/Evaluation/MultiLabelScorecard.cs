namespace Studio.Trainer.Evaluation;

/// <summary>What a multi-label classifier is worth; figures agree with scikit-learn, what is undefined counts as 0.</summary>
public sealed record MultiLabelScorecard(
    int Rows, IReadOnlyList<string> Labels, double SubsetAccuracy, double HammingLoss, PrecisionRecallF1 Micro, PrecisionRecallF1 Macro,
    PrecisionRecallF1 Weighted, PrecisionRecallF1 Samples, IReadOnlyList<(PrecisionRecallF1 Score, long Support)> PerLabel,
    double? RocAuc, double? AveragePrecision)
{
    /// <param name="truth">For each row, whether it has each label.</param>
    /// <param name="prediction">For each row, whether each label was answered.</param>
    /// <param name="scores">For each row, the probability of each label; null leaves the ranking figures out.</param>
    /// <param name="labels">The labels in order.</param>
    public static MultiLabelScorecard Of(
        IReadOnlyList<bool[]> truth, IReadOnlyList<bool[]> prediction, IReadOnlyList<double[]>? scores, IReadOnlyList<string> labels)
    {
        if (truth.Count == 0) throw new ArgumentException("There are no rows to score.", nameof(truth));
        var counts = Enumerable.Range(0, labels.Count).Select(label => Count(truth.Zip(prediction, (t, p) => (t[label], p[label])))).ToArray();
        var perLabel = counts.Select(static count => PrecisionRecallF1.Of(count.Hits, count.Predicted, count.Actual)).ToArray();
        var samples = truth.Zip(prediction, (t, p) => Count(t.Zip(p))).Select(static count => PrecisionRecallF1.Of(count.Hits, count.Predicted, count.Actual)).ToArray();
        var ranking = scores is null ? [] : Enumerable.Range(0, labels.Count).Select(label =>
        {
            var column = scores.Select(row => row[label]).ToArray();
            var positive = truth.Select(row => row[label]).ToArray();
            return (RocAuc: RankingScores.RocAuc(column, positive), AveragePrecision: RankingScores.AveragePrecision(column, positive));
        }).ToArray();
        return new MultiLabelScorecard(
            truth.Count, labels,
            truth.Zip(prediction).Count(static row => row.First.AsSpan().SequenceEqual(row.Second)) / (double)truth.Count,
            truth.Zip(prediction).Sum(static row => row.First.Zip(row.Second).Count(static cell => cell.First != cell.Second)) / ((double)truth.Count * labels.Count),
            PrecisionRecallF1.Of(counts.Sum(static c => c.Hits), counts.Sum(static c => c.Predicted), counts.Sum(static c => c.Actual)),
            PrecisionRecallF1.Macro(perLabel), PrecisionRecallF1.Weighted(perLabel, [.. counts.Select(static c => c.Actual)]),
            PrecisionRecallF1.Macro(samples), [.. perLabel.Select((score, i) => (score, counts[i].Actual))],
            ranking.Average(static figure => figure.RocAuc), ranking.Average(static figure => figure.AveragePrecision));
    }

    private static (long Hits, long Predicted, long Actual) Count(IEnumerable<(bool Truth, bool Prediction)> cells)
    {
        var (hits, predicted, actual) = (0L, 0L, 0L);
        foreach (var (truth, prediction) in cells)
        {
            if (truth) actual++;
            if (prediction) predicted++;
            if (truth && prediction) hits++;
        }

        return (hits, predicted, actual);
    }
}
