using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs;

/// <summary>What a run tells while it goes on. Raised on the engine's thread: a listener copies and returns, it never waits.</summary>
public abstract record RunEvent;

/// <summary>The training rows are tokenized and the model built; the first step follows. <paramref name="TruncatedRows"/> counts the training rows that were cut.</summary>
public sealed record RunPrepared(
    int TotalSteps, int TrainRows, int ValidationRows, int TruncatedRows, IReadOnlyList<string> Labels,
    long Parameters, long TrainableParameters, string Device, int? ResumedFromStep) : RunEvent;

/// <summary>One optimizer step. <paramref name="Loss"/> is the mean over the step's rows, <paramref name="GradNorm"/> the norm before clipping.</summary>
public sealed record StepCompleted(
    int Step, double Epoch, double Loss, double LearningRate, double GradNorm,
    double SamplesPerSecond, double TokensPerSecond, long MemoryBytes) : RunEvent;

/// <summary>The validation rows were scored. Metric names are Hugging Face's without the <c>eval_</c> in front (<c>loss</c>, <c>accuracy</c>, <c>f1_macro</c>).</summary>
public sealed record EvaluationCompleted(
    int Step, double Epoch, IReadOnlyDictionary<string, double> Metrics, bool IsBest, IReadOnlyList<SamplePrediction> Samples) : RunEvent;

/// <summary>From this step on the layers from <paramref name="LowestLayer"/> up learn: <paramref name="LayerCount"/> is the head alone, -1 the embeddings too.</summary>
public sealed record LayersUnfrozen(int Step, int LowestLayer, int LayerCount) : RunEvent;

/// <summary>A change took effect, or takes effect again because the run was resumed before it. <paramref name="LearningRate"/> is that of the next step.</summary>
public sealed record RunAdjusted(RunAdjustment Adjustment, int TotalSteps, double LearningRate) : RunEvent;

/// <summary>An order cannot be obeyed; <paramref name="Reason"/> says why.</summary>
public sealed record OrderRefused(Guid OrderId, string Reason) : RunEvent;

/// <summary>The state at <paramref name="Step"/> is on disk, whole, and a killed run can go on from it.</summary>
public sealed record CheckpointSaved(int Step) : RunEvent;

/// <summary>A sentence for the run's log.</summary>
public sealed record RunNotice(NoticeLevel Level, string Text) : RunEvent;

public enum NoticeLevel { Information, Warning }

/// <summary>A validation row as the model sees it now; the same few rows are shown at every evaluation.</summary>
public sealed record SamplePrediction(string RowId, string Text, string? Label, string Prediction, double Score);
