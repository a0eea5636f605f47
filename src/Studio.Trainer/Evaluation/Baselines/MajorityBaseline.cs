using Studio.Trainer.Runs;

namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>Always answers the label that most training rows have; its scores are the labels' shares. What does not beat it has learned nothing.</summary>
public sealed class MajorityBaseline : ITextClassifier
{
    private readonly Prediction _prediction;

    private MajorityBaseline(IReadOnlyList<string> labels, Prediction prediction) => (Labels, _prediction) = (labels, prediction);

    public IReadOnlyList<string> Labels { get; }

    /// <exception cref="TrainingException">No row has a label.</exception>
    public static MajorityBaseline Train(IRowSource train)
    {
        var counts = train.Read().Where(static row => row.Label is not null).GroupBy(static row => row.Label!)
            .Select(static group => (Label: group.Key, Count: group.Count())).OrderBy(static entry => entry.Label, StringComparer.Ordinal).ToList();
        if (counts.Count == 0) throw new TrainingException("No training row has a label, so there is no majority to answer with.");
        double total = counts.Sum(static entry => entry.Count);
        return new MajorityBaseline(
            [.. counts.Select(static entry => entry.Label)],
            new Prediction(counts.MaxBy(static entry => entry.Count).Label, [.. counts.Select(entry => entry.Count / total)]));
    }

    public Task<IReadOnlyList<Prediction>> PredictAsync(IReadOnlyList<string> texts, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<Prediction>>([.. texts.Select(_ => _prediction)]);
}
