namespace Studio.Trainer.Runs.Estimates;

/// <summary>What a run will need, with where each figure comes from. Sizes are bytes, times seconds.</summary>
public sealed record RunEstimate
{
    /// <summary>Measured: by how much the process grew at its largest while it prepared the rows, took the heaviest steps, scored and saved, and some more for the gaps of a long run.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>Calculated: all weights of the model, four bytes each.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>Calculated: a gradient for each trained weight.</summary>
    public required long GradientBytes { get; init; }

    /// <summary>Calculated: AdamW's two moments, and the copy of the best weights.</summary>
    public required long MomentBytes { get; init; }

    /// <summary>Calculated: what the heaviest forward pass keeps for the backward pass.</summary>
    public required long ActivationBytes { get; init; }

    public long CalculatedBytes => WeightBytes + GradientBytes + MomentBytes + ActivationBytes;

    /// <summary>Rows of the heaviest forward pass, and tokens of its longest row.</summary>
    public required int LongestRows { get; init; }

    public required int LongestTokens { get; init; }
    public required double LongestSeconds { get; init; }

    /// <summary>Mean over the steps of an epoch, by a line through the probed steps.</summary>
    public required double StepSeconds { get; init; }

    /// <summary>Steps that were timed.</summary>
    public required int ProbedSteps { get; init; }

    public required double PrepareSeconds { get; init; }
    public required double EvaluationSeconds { get; init; }
    public required double CheckpointSeconds { get; init; }

    /// <summary>Writing the model and loading it back.</summary>
    public required double ExportSeconds { get; init; }

    public required int Steps { get; init; }
    public required int Evaluations { get; init; }
    public required int Checkpoints { get; init; }
    /// <summary>Folds or trials before the model itself is trained.</summary>
    public int Repeats { get; init; }

    /// <summary>Rows that a fold learns from, as a share of those that the model itself learns from.</summary>
    public double RepeatedRows { get; init; } = 1;

    public required int BatchSize { get; init; }
    public required string Device { get; init; }

    /// <summary>All folds or trials; a search that ends trials early takes less.</summary>
    public double RepeatSeconds => Repeats * (RepeatedRows * Steps * StepSeconds + OtherSeconds);

    /// <summary>The whole run, from the preparation to the written model.</summary>
    public double TotalSeconds => PrepareSeconds + RepeatSeconds + Steps * StepSeconds + OtherSeconds;

    private double OtherSeconds => Evaluations * EvaluationSeconds + Checkpoints * CheckpointSeconds + ExportSeconds;
}

/// <summary>A recipe with rows that stand for all of a snapshot's.</summary>
/// <param name="Recipe">Checked before.</param>
/// <param name="Train">Some training rows, the longest among them.</param>
/// <param name="Validation">Some validation rows.</param>
/// <param name="TrainRows">How many there are in all.</param>
/// <param name="ValidationRows">The same.</param>
public sealed record ProbeRequest(Recipe Recipe, IReadOnlyList<TrainingRow> Train, IReadOnlyList<TrainingRow> Validation, int TrainRows, int ValidationRows);
