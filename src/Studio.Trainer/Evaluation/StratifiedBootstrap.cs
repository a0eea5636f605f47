namespace Studio.Trainer.Evaluation;

/// <summary>
/// Intervals by drawing the rows again within each true label (Efron and Tibshirani 1993). Every replicate has its own seed, so that the
/// result does not depend on how many threads worked.
/// </summary>
internal static class StratifiedBootstrap
{
    public static (Interval MacroF1, (Interval Precision, Interval Recall, Interval F1)[] PerLabel) Run(
        ReadOnlySpan<int> truth, ReadOnlySpan<int> prediction, int labels, int replicates, int seed, int unanswered = 0)
    {
        var answers = Enumerable.Range(0, labels).Select(static _ => new List<int>()).ToArray();
        for (var i = 0; i < truth.Length; i++) answers[truth[i]].Add(prediction[i]);
        var strata = answers.Select(static list => list.ToArray()).ToArray();
        var macro = new double[replicates];
        var perLabel = new PrecisionRecallF1[replicates][];
        Parallel.For(0, replicates, () => new ConfusionMatrix(labels), (replicate, _, matrix) =>
        {
            var random = SeededRandom.For(seed, replicate);
            matrix.Clear();
            for (var label = 0; label < labels; label++)
                for (var n = strata[label].Length; n > 0; n--)
                    matrix.Add(label, strata[label][random.Below(strata[label].Length)]);
            perLabel[replicate] = matrix.PerLabel();
            macro[replicate] = PrecisionRecallF1.Macro(perLabel[replicate][..(labels - unanswered)]).F1;
            return matrix;
        }, static _ => { });

        return (Interval.Percentile(macro), [.. Enumerable.Range(0, labels).Select(label => (
            Interval.Percentile([.. perLabel.Select(scores => scores[label].Precision)]),
            Interval.Percentile([.. perLabel.Select(scores => scores[label].Recall)]),
            Interval.Percentile([.. perLabel.Select(scores => scores[label].F1)])))]);
    }
}
