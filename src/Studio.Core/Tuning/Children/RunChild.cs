using Studio.Trainer.Runs.Children;

namespace Studio.Core.Tuning.Children;

/// <summary>A fold or trial of a run as it stands; what it learned is in the run's folder.</summary>
public sealed class RunChild
{
    public required Guid RunId { get; init; }
    public required int Number { get; init; }
    public required ChildKind Kind { get; init; }
    public int Count { get; set; }
    public ChildState State { get; set; }
    public int Step { get; set; }
    public int TotalSteps { get; set; }
    public int CheckpointStep { get; set; }

    /// <summary>Metrics by name, as a JSON object.</summary>
    public required string Metrics { get; set; }

    /// <summary>What a trial tries, by the path of the field, as a JSON object.</summary>
    public required string Values { get; set; }

    /// <summary>The training loss as a JSON array of steps and values in turn.</summary>
    public required string Losses { get; set; }

    /// <summary>The validation loss in the same way.</summary>
    public required string EvalLosses { get; set; }

    public string? Reason { get; set; }
    public double Seconds { get; set; }
}
