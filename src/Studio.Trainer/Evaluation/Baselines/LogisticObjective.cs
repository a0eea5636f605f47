namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>
/// The loss of a linear classifier on sparse rows: the mean cross-entropy plus half the squared weights over C and the number of rows, so
/// that its minimum is that of scikit-learn's LogisticRegression; the intercepts are not penalized. Two labels have one column of weights
/// (the sigmoid of one score), more have one each (softmax).
/// </summary>
/// <param name="rows">One row of features for each example.</param>
/// <param name="truth">The label of each example, from 0.</param>
/// <param name="labels">The number of labels.</param>
internal sealed class LogisticObjective(SparseMatrix rows, int[] truth, int labels)
{
    private const int RowsPerPart = 512;

    private readonly double[] _residuals = new double[rows.Rows * (labels == 2 ? 1 : labels)];

    public int Width => labels == 2 ? 1 : labels;

    /// <summary>The weights, feature by feature, and the intercepts behind them.</summary>
    public int Parameters => (rows.Columns + 1) * Width;

    /// <summary>Answers the loss and fills <paramref name="gradient"/>.</summary>
    public double Evaluate(double[] parameters, double[] gradient, double c)
    {
        var parts = new double[(rows.Rows + RowsPerPart - 1) / RowsPerPart];
        Parallel.For(0, parts.Length, part =>
        {
            var end = Math.Min(rows.Rows, (part + 1) * RowsPerPart);
            for (var row = part * RowsPerPart; row < end; row++) parts[part] += Residual(parameters, row);
        });
        var penalty = 1 / (c * rows.Rows);
        var features = rows.Columns * Width;
        var columns = rows.Transposed;
        Parallel.For(0, (columns.Rows + RowsPerPart - 1) / RowsPerPart, part =>
        {
            var end = Math.Min(columns.Rows, (part + 1) * RowsPerPart);
            for (var column = part * RowsPerPart; column < end; column++) Collect(parameters, gradient, column, penalty);
        });
        var intercepts = gradient.AsSpan(features);
        intercepts.Clear();
        for (var row = 0; row < rows.Rows; row++) VectorMath.AddScaled(intercepts, 1.0 / rows.Rows, _residuals.AsSpan(row * Width, Width));
        var weights = parameters.AsSpan(0, features);
        var squares = 0.0;
        foreach (var weight in weights) squares += weight * weight;
        return (parts.Sum() / rows.Rows) + (penalty / 2 * squares);
    }

    /// <summary>The probabilities of all labels for one row of <paramref name="matrix"/>.</summary>
    public static void Probabilities(SparseMatrix matrix, double[] parameters, int row, Span<double> result)
    {
        var width = result.Length == 2 ? 1 : result.Length;
        Scores(matrix, parameters, row, result[..width]);
        if (width == 1)
        {
            result[1] = Sigmoid(result[0]);
            result[0] = 1 - result[1];
            return;
        }

        Softmax(result);
    }

    private double Residual(double[] parameters, int row)
    {
        var residual = _residuals.AsSpan(row * Width, Width);
        Scores(rows, parameters, row, residual);
        if (Width == 1)
        {
            var score = residual[0];
            residual[0] = Sigmoid(score) - truth[row];
            return Math.Max(score, 0) - (score * truth[row]) + double.LogP1(Math.Exp(-Math.Abs(score)));
        }

        var own = residual[truth[row]];
        var loss = Softmax(residual) - own;
        residual[truth[row]] -= 1;
        return loss;
    }

    private void Collect(double[] parameters, double[] gradient, int column, double penalty)
    {
        var columns = rows.Transposed;
        var target = gradient.AsSpan(column * Width, Width);
        if (Width == 1)
        {
            var sum = 0.0;
            for (var at = columns.Starts[column]; at < columns.Starts[column + 1]; at++) sum += columns.Values[at] * _residuals[columns.Indices[at]];
            target[0] = (sum / rows.Rows) + (penalty * parameters[column]);
            return;
        }

        target.Clear();
        for (var at = columns.Starts[column]; at < columns.Starts[column + 1]; at++)
            VectorMath.AddScaled(target, columns.Values[at] / rows.Rows, _residuals.AsSpan(columns.Indices[at] * Width, Width));
        VectorMath.AddScaled(target, penalty, parameters.AsSpan(column * Width, Width));
    }

    private static void Scores(SparseMatrix matrix, double[] parameters, int row, Span<double> result)
    {
        parameters.AsSpan(matrix.Columns * result.Length, result.Length).CopyTo(result);
        if (result.Length == 1)
        {
            var sum = result[0];
            for (var at = matrix.Starts[row]; at < matrix.Starts[row + 1]; at++) sum += matrix.Values[at] * parameters[matrix.Indices[at]];
            result[0] = sum;
            return;
        }

        for (var at = matrix.Starts[row]; at < matrix.Starts[row + 1]; at++)
            VectorMath.AddScaled(result, matrix.Values[at], parameters.AsSpan(matrix.Indices[at] * result.Length, result.Length));
    }

    private static double Sigmoid(double score) => 1 / (1 + Math.Exp(-score));

    /// <summary>Turns scores into probabilities in place and answers the logarithm of their sum.</summary>
    private static double Softmax(Span<double> scores)
    {
        var greatest = double.NegativeInfinity;
        foreach (var score in scores) greatest = Math.Max(greatest, score);
        var sum = 0.0;
        for (var i = 0; i < scores.Length; i++) sum += scores[i] = Math.Exp(scores[i] - greatest);
        for (var i = 0; i < scores.Length; i++) scores[i] /= sum;
        return greatest + Math.Log(sum);
    }
}
