namespace Studio.Trainer.Evaluation;

/// <summary>A row's answer: the likeliest label and the probability of each, in the order of the model's labels.</summary>
public sealed record Prediction(string Label, IReadOnlyList<double> Scores);

/// <summary>A row whose true label is known beside what a model said of it.</summary>
public sealed record ScoredRow(string Id, string Label, string Prediction, IReadOnlyList<double>? Scores = null);

/// <summary>Answers single-label questions about texts: a tuned model, a baseline, a prompt.</summary>
public interface ITextClassifier
{
    IReadOnlyList<string> Labels { get; }

    Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancel);
}
