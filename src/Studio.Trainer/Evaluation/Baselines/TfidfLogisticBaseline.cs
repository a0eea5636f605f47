using Studio.Trainer.Runs;

namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>
/// TF-IDF of words and pairs of words with logistic regression: the linear model that a tuned encoder has to beat. The strength of the
/// penalty is chosen by accuracy on the validation rows; it never sees the rows it is judged on.
/// </summary>
public sealed class TfidfLogisticBaseline : ITextClassifier
{
    private static readonly double[] Strengths = [0.3, 1, 3, 10, 30];

    private readonly TfidfVectorizer _vectorizer;
    private readonly double[] _parameters;

    private TfidfLogisticBaseline(IReadOnlyList<string> labels, TfidfVectorizer vectorizer, double[] parameters, double c)
    {
        (Labels, _vectorizer, _parameters, C) = (labels, vectorizer, parameters, c);
    }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>The inverse strength of the penalty that was chosen (scikit-learn's C).</summary>
    public double C { get; }

    /// <summary>Words and pairs of words that stand in the training rows.</summary>
    public int Features => _vectorizer.Columns;

    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">The rows that choose C; without any, C is 1.</param>
    /// <param name="cancel">Looked at before every step.</param>
    /// <exception cref="TrainingException">There are fewer than two labels.</exception>
    public static TfidfLogisticBaseline Train(IRowSource train, IRowSource? validation, CancellationToken cancel = default)
    {
        var rows = train.Read().Where(static row => row.Label is not null).ToList();
        string[] labels = [.. rows.Select(static row => row.Label!).Distinct().Order(StringComparer.Ordinal)];
        if (labels.Length < 2)
            throw new TrainingException($"Logistic regression needs at least two labels; the {rows.Count} labelled training rows have {(labels.Length == 0 ? "none" : $"only '{labels[0]}'")}.");
        var index = labels.Select(static (label, i) => (label, i)).ToDictionary(static pair => pair.label, static pair => pair.i, StringComparer.Ordinal);
        string[] texts = [.. rows.Select(Text)];
        var vectorizer = TfidfVectorizer.Fit(texts);
        var objective = new LogisticObjective(vectorizer.Transform(texts), [.. rows.Select(row => index[row.Label!])], labels.Length);
        var judged = validation?.Read().Where(row => row.Label is not null).ToList() ?? [];
        var parameters = new double[objective.Parameters];
        if (judged.Count == 0)
        {
            Fit(objective, parameters, 1, rows.Count, cancel);
            return new TfidfLogisticBaseline(labels, vectorizer, parameters, 1);
        }

        var held = vectorizer.Transform([.. judged.Select(Text)]);
        var best = (Right: -1, C: 0.0, Parameters: parameters);
        foreach (var c in Strengths)
        {
            // Each strength starts from the minimum of the one before, which lies near.
            Fit(objective, parameters, c, rows.Count, cancel);
            var right = Answers(held, parameters, labels.Length).Zip(judged).Count(pair => labels[pair.First.Label] == pair.Second.Label);
            if (right > best.Right) best = (right, c, [.. parameters]);
        }

        return new TfidfLogisticBaseline(labels, vectorizer, best.Parameters, best.C);
    }

    public Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancel) => Task.Run<IReadOnlyList<Prediction>>(
        () => [.. Answers(_vectorizer.Transform(texts), _parameters, Labels.Count).Select(answer => new Prediction(Labels[answer.Label], answer.Scores))], cancel);

    private static void Fit(LogisticObjective objective, double[] parameters, double c, int rows, CancellationToken cancel) =>
        LimitedMemoryBfgs.Minimize(parameters, (at, gradient) => objective.Evaluate(at, gradient, c), 200, 1e-4 / Math.Sqrt(rows), cancel);

    private static IEnumerable<(int Label, double[] Scores)> Answers(SparseMatrix rows, double[] parameters, int labels)
    {
        for (var row = 0; row < rows.Rows; row++)
        {
            var scores = new double[labels];
            LogisticObjective.Probabilities(rows, parameters, row, scores);
            yield return (Array.IndexOf(scores, scores.Max()), scores);
        }
    }

    private static string Text(TrainingRow row) => row.TextPair is null ? row.Text : row.Text + "\n" + row.TextPair;
}
