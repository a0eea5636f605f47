namespace Studio.Trainer.Runs.Children;

/// <summary>A training inside a run: one fold of a cross-validation or one trial of a search.</summary>
public sealed record ChildRun
{
    public required ChildKind Kind { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Number { get; init; }

    /// <summary>How many there are to be.</summary>
    public required int Count { get; init; }

    public ChildState State { get; init; }

    public int Step { get; init; }

    /// <summary>0 before the first step.</summary>
    public int TotalSteps { get; init; }

    /// <summary>The newest step that is whole on disk.</summary>
    public int CheckpointStep { get; init; }

    /// <summary>Metrics of the weights that are kept, or of the newest evaluation while it goes on.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>What a trial tries: values in JSON by the path of their field.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    /// <summary>Why it was ended or failed, in a sentence.</summary>
    public string? Reason { get; init; }

    public double Seconds { get; init; }

    /// <summary>The training loss by step, averaged over neighbouring steps where there are many.</summary>
    public IReadOnlyList<CurvePoint> Losses { get; init; } = [];

    /// <summary>The validation loss by step, in the same way.</summary>
    public IReadOnlyList<CurvePoint> EvalLosses { get; init; } = [];
}

/// <summary>A value of a curve, from this step on up to the next point's.</summary>
public readonly record struct CurvePoint(int Step, double Value);

public enum ChildKind { Fold, Trial }

public enum ChildState { Running, Finished, Pruned, Failed }

/// <summary>A fold or trial began, went on or ended. Told at most a few times a second.</summary>
public sealed record ChildRunChanged(ChildRun Child) : RunEvent;
