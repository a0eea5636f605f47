using Studio.Core.Datasets;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Evaluation;

/// <summary>The rows on which contenders meet.</summary>
public sealed record FrozenSplit(Guid ProjectId, string SnapshotHash, DatasetSplit Split);

/// <summary>Who is to be measured, and how its classifier is made once it is clear that it has no scorecard yet.</summary>
public sealed record Contestant(
    ContenderKind Kind, string Key, string Name, Guid? RunId, Func<CancellationToken, Task<ReadyClassifier>> Prepare);

/// <summary>A classifier that can answer, with what it took to make it.</summary>
/// <param name="Classifier">Is disposed after the measurement where it is disposable.</param>
/// <param name="TrainedParameters">Weights that training changed.</param>
/// <param name="Chosen">What was chosen on the validation rows, in words.</param>
public sealed record ReadyClassifier(ITextClassifier Classifier, long TrainedParameters, string? Chosen = null);
