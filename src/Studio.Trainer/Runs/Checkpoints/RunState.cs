using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs.Checkpoints;

/// <summary>Everything about a run but its weights and moments, as it stands after <see cref="Step"/> optimizer steps.</summary>
internal sealed record RunState
{
    /// <summary>Hash of the recipe, the rows and the base model; a checkpoint of another run is not gone on from.</summary>
    public required string Fingerprint { get; init; }

    public int Step { get; init; }

    /// <summary>The step with the best metric so far; 0 before the first evaluation.</summary>
    public int BestStep { get; init; }

    public IReadOnlyDictionary<string, double> BestMetrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The value that early stopping compares with; it moves only by more than its threshold.</summary>
    public double? PatienceBase { get; init; }

    /// <summary>Evaluations since <see cref="PatienceBase"/> moved.</summary>
    public int EvaluationsWithoutImprovement { get; init; }

    public bool StoppedEarly { get; init; }

    /// <summary>Changes that were made to the run up to here.</summary>
    public IReadOnlyList<RunAdjustment> Adjustments { get; init; } = [];
}
