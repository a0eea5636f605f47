namespace Studio.Trainer.Evaluation;

/// <summary>
/// What a regression is worth; figures agree with scikit-learn and SciPy. <see cref="R2"/> and the correlations are null where they are
/// undefined, because a column does not vary.
/// </summary>
public sealed record RegressionScorecard(
    int Rows, double Mse, double Rmse, double Mae, double? R2, double? Pearson, double? Spearman, double? KendallTauB)
{
    public static RegressionScorecard Of(IReadOnlyList<double> truth, IReadOnlyList<double> prediction)
    {
        if (truth.Count == 0) throw new ArgumentException("There are no rows to score.", nameof(truth));
        if (truth.Count != prediction.Count) throw new ArgumentException($"There are {prediction.Count} answers for {truth.Count} rows.", nameof(prediction));
        var squares = truth.Zip(prediction, static (t, p) => (t - p) * (t - p)).Sum();
        var mean = truth.Average();
        var spread = truth.Sum(value => (value - mean) * (value - mean));
        var mse = squares / truth.Count;
        return new RegressionScorecard(
            truth.Count, mse, Math.Sqrt(mse), truth.Zip(prediction, static (t, p) => Math.Abs(t - p)).Average(),
            spread == 0 ? null : 1 - (squares / spread), Correlation.Pearson(truth, prediction), Correlation.Spearman(truth, prediction),
            Correlation.KendallTauB(truth, prediction));
    }
}
