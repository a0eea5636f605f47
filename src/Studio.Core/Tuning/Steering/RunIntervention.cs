namespace Studio.Core.Tuning.Steering;

/// <summary>Something that a person, or Studio itself, changed about a run after its launch: who, when, what, and from which step on.</summary>
public sealed class RunIntervention
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid RunId { get; init; }

    /// <summary>Null where Studio did it by itself.</summary>
    public Guid? ById { get; init; }

    public required DateTime At { get; init; }
    public required InterventionKind Kind { get; init; }
    public double? LearningRate { get; init; }
    public int? MaxSteps { get; set; }
    public double? Epochs { get; init; }
    public int? MicroBatchSize { get; init; }

    /// <summary>Steps that were done when it took effect; null while it waits.</summary>
    public int? Step { get; set; }

    /// <summary>Why the engine did not obey.</summary>
    public string? Refusal { get; set; }
}

public enum InterventionKind { LearningRate, Length, Stop, Pause, Resume, MicroBatch }
