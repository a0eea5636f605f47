namespace Studio.Core.Tuning;

/// <summary>One optimizer step of a run.</summary>
public sealed class RunPoint
{
    public required Guid RunId { get; init; }
    public required long Sequence { get; init; }
    public required int Step { get; init; }
    public required double Epoch { get; init; }

    /// <summary>Null where the number was not finite, so that a chart shows a gap.</summary>
    public required double? Loss { get; init; }

    public required double LearningRate { get; init; }
    public required double? GradNorm { get; init; }
    public required double SamplesPerSecond { get; init; }
    public required double TokensPerSecond { get; init; }
    public required long MemoryBytes { get; init; }
}

/// <summary>The validation rows scored at one step.</summary>
public sealed class RunEvaluation
{
    public required Guid RunId { get; init; }
    public required long Sequence { get; init; }
    public required int Step { get; init; }
    public required double Epoch { get; init; }
    public required bool IsBest { get; init; }

    /// <summary>Metrics by name, as a JSON object.</summary>
    public required string Metrics { get; init; }

    /// <summary>A few rows as the model saw them then, as a JSON array.</summary>
    public required string Samples { get; init; }
}

/// <summary>A sentence in a run's log.</summary>
public sealed class RunLogEntry
{
    public required Guid RunId { get; init; }
    public required long Sequence { get; init; }
    public required DateTime At { get; init; }
    public required RunLogLevel Level { get; init; }
    public required string Text { get; init; }
}

public enum RunLogLevel { Information, Warning, Error }
