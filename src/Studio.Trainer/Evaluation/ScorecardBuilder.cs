namespace Studio.Trainer.Evaluation;

/// <summary>Makes the scorecard of a single-label classifier.</summary>
public static class ScorecardBuilder
{
    private const int Mistakes = 50;

    /// <param name="rows">The rows with truth and answer; scores in the order of <paramref name="labels"/>.</param>
    /// <param name="labels">All labels, also those that no row has; averages run over all of them.</param>
    /// <param name="replicates">Draws of the bootstrap.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="unanswered">How many of the labels, at their end, stand for a missing answer: no row has them, and no average runs over them.</param>
    /// <exception cref="ArgumentException">There are no rows, or a row names a label or a number of scores that does not fit.</exception>
    public static Scorecard Build(IReadOnlyList<ScoredRow> rows, IReadOnlyList<string> labels, int replicates = 1000, int seed = 42, int unanswered = 0)
    {
        if (rows.Count == 0) throw new ArgumentException("There are no rows to score.", nameof(rows));
        var index = labels.Select(static (label, i) => (label, i)).ToDictionary(static pair => pair.label, static pair => pair.i, StringComparer.Ordinal);
        var truth = rows.Select(row => Index(index, row, row.Label)).ToArray();
        var prediction = rows.Select(row => Index(index, row, row.Prediction)).ToArray();
        var matrix = new ConfusionMatrix(labels.Count);
        for (var i = 0; i < truth.Length; i++) matrix.Add(truth[i], prediction[i]);
        var perLabel = matrix.PerLabel()[..(labels.Count - unanswered)];
        var support = Enumerable.Range(0, labels.Count).Select(matrix.Support).ToArray();
        var bootstrap = StratifiedBootstrap.Run(truth, prediction, labels.Count, replicates, seed, unanswered);
        var scored = rows.All(static row => row.Scores is not null);
        foreach (var row in rows.Where(row => row.Scores is { } scores && scores.Count != labels.Count))
            throw new ArgumentException($"Row '{row.Id}' has {row.Scores!.Count} scores for {labels.Count} labels.", nameof(rows));
        var ranking = scored ? ProbabilityScoring.PerLabel(rows, truth, labels.Count) : new (double?, double?)[labels.Count];
        return new Scorecard
        {
            Rows = rows.Count,
            Labels = labels,
            Accuracy = (double)matrix.Correct / matrix.Total,
            AccuracyInterval = Interval.Wilson(matrix.Correct, matrix.Total),
            BalancedAccuracy = perLabel.Where((_, i) => support[i] > 0).Average(static score => score.Recall),
            Macro = PrecisionRecallF1.Macro(perLabel),
            MacroF1Interval = bootstrap.MacroF1,
            Micro = PrecisionRecallF1.Of(matrix.Correct, matrix.Total, matrix.Total),
            Weighted = PrecisionRecallF1.Weighted(perLabel, support[..perLabel.Length]),
            MatthewsCorrcoef = Matthews(matrix, support),
            CohenKappa = Agreement.CohenKappa.Of(matrix),
            PerLabel = [.. labels.Take(perLabel.Length).Select((label, i) => new LabelScore(
                label, perLabel[i].Precision, perLabel[i].Recall, perLabel[i].F1, support[i],
                bootstrap.PerLabel[i].Precision, bootstrap.PerLabel[i].Recall, bootstrap.PerLabel[i].F1, ranking[i].Item1, ranking[i].Item2))],
            ConfusionMatrix = matrix.ToArrays(),
            Probabilities = scored ? ProbabilityScoring.Of(rows, truth, prediction, ranking) : null,
            ConfidentMistakes = [.. rows.Where(static row => row.Label != row.Prediction)
                .OrderByDescending(static row => row.Scores is { Count: > 0 } scores ? scores.Max() : 0).Take(Mistakes)],
        };
    }

    /// <summary>Matthews' correlation for any number of labels (Gorodkin 2004); 0 where it is undefined.</summary>
    private static double Matthews(ConfusionMatrix matrix, long[] support)
    {
        var predicted = matrix.Predicted();
        double total = matrix.Total;
        var (both, truths, answers) = (0.0, 0.0, 0.0);
        for (var i = 0; i < support.Length; i++)
        {
            both += (double)support[i] * predicted[i];
            truths += (double)support[i] * support[i];
            answers += (double)predicted[i] * predicted[i];
        }

        var spread = ((total * total) - answers) * ((total * total) - truths);
        return spread == 0 ? 0 : ((matrix.Correct * total) - both) / Math.Sqrt(spread);
    }

    private static int Index(Dictionary<string, int> index, ScoredRow row, string label) => index.TryGetValue(label, out var i)
        ? i
        : throw new ArgumentException($"Row '{row.Id}' has the label '{label}', which is not one of the {index.Count} labels.");
}
