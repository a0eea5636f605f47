namespace Studio.Trainer.Evaluation;

/// <summary>The figures that need every row's probabilities.</summary>
internal static class ProbabilityScoring
{
    private const double Smallest = 1e-15;

    public static (double? RocAuc, double? AveragePrecision)[] PerLabel(IReadOnlyList<ScoredRow> rows, int[] truth, int labels)
    {
        var result = new (double?, double?)[labels];
        Parallel.For(0, labels, label =>
        {
            var scores = rows.Select(row => row.Scores![label]).ToArray();
            var positive = truth.Select(index => index == label).ToArray();
            result[label] = (RankingScores.RocAuc(scores, positive), RankingScores.AveragePrecision(scores, positive));
        });
        return result;
    }

    public static ProbabilityScores Of(
        IReadOnlyList<ScoredRow> rows, int[] truth, int[] prediction, (double? RocAuc, double? AveragePrecision)[] ranking)
    {
        var bins = Calibration.Reliability(
            rows.Select(static row => row.Scores!.Max()).ToArray(), truth.Select((label, i) => label == prediction[i]).ToArray());
        var (loss, brier) = (0.0, 0.0);
        for (var i = 0; i < rows.Count; i++)
        {
            var scores = rows[i].Scores!;

            // Rounded probabilities sum to 1 only nearly; scikit-learn divides by their sum here and nowhere else.
            loss -= Math.Log(Math.Clamp(scores[truth[i]], Smallest, 1 - Smallest) / scores.Sum());
            for (var label = 0; label < scores.Count; label++)
                brier += Math.Pow(scores[label] - (label == truth[i] ? 1 : 0), 2);
        }

        return new ProbabilityScores(
            ranking.Average(static figure => figure.RocAuc), ranking.Average(static figure => figure.AveragePrecision),
            Calibration.ExpectedError(bins), Calibration.MaximumError(bins), loss / rows.Count, brier / rows.Count, bins);
    }
}
