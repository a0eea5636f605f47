using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Core.Tuning;

/// <summary>Something that happened to a run. Those with a sequence number are applied once, whoever tells them.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(StatusChanged), "status")]
[JsonDerivedType(typeof(PointAdded), "point")]
[JsonDerivedType(typeof(EvaluationAdded), "evaluation")]
[JsonDerivedType(typeof(LogAdded), "log")]
[JsonDerivedType(typeof(Rewound), "rewound")]
[JsonDerivedType(typeof(ChildChanged), "child")]
[JsonDerivedType(typeof(InterventionsChanged), "interventions")]
public abstract record RunChange;

/// <summary>State, progress and the figures beside it.</summary>
public sealed record StatusChanged(RunStatus Status) : RunChange;

/// <summary>One optimizer step.</summary>
public sealed record PointAdded(PointView Point) : RunChange;

/// <summary>The validation rows were scored.</summary>
public sealed record EvaluationAdded(EvaluationView Evaluation) : RunChange;

/// <summary>A sentence for the log.</summary>
public sealed record LogAdded(LogView Entry) : RunChange;

/// <summary>All that was changed about the run since its launch; the newest list replaces the one before.</summary>
public sealed record InterventionsChanged(ImmutableList<InterventionView> Interventions) : RunChange;

/// <summary>The run goes on from the checkpoint of <paramref name="Step"/>; what came after it is computed again.</summary>
public sealed record Rewound(int Step) : RunChange;

/// <summary>A fold or trial as it stands now.</summary>
public sealed record ChildChanged(ChildRun Child) : RunChange;

public sealed record PointView(
    long Sequence, int Step, double Epoch, double? Loss, double LearningRate, double? GradNorm,
    double SamplesPerSecond, double TokensPerSecond, long MemoryBytes);

public sealed record EvaluationView(
    long Sequence, int Step, double Epoch, bool IsBest, IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples);

public sealed record LogView(long Sequence, DateTime At, RunLogLevel Level, string Text);
