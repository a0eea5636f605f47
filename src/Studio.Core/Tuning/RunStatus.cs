namespace Studio.Core.Tuning;

/// <summary>How far a run is, whole: the newest replaces the one before.</summary>
public sealed record RunStatus
{
    public required RunState State { get; init; }
    public int Step { get; init; }
    public int TotalSteps { get; init; }
    public double Epoch { get; init; }
    public int CheckpointStep { get; init; }

    /// <summary>Counts attempts; above 1 the run was interrupted or asked to go on.</summary>
    public long Attempt { get; init; }

    public bool CancelRequested { get; init; }

    /// <summary>What is being done apart from training, in words: preparing, or a step after training.</summary>
    public string? Activity { get; init; }

    /// <summary>Why it failed, or why it is paused.</summary>
    public string? Error { get; init; }

    /// <summary>It goes on by itself once so many bytes are free.</summary>
    public long? RoomNeeded { get; init; }
    public string? Device { get; init; }
    public int TrainRows { get; init; }
    public int ValidationRows { get; init; }
    public int TruncatedRows { get; init; }
    public long Parameters { get; init; }
    public long TrainableParameters { get; init; }
    public DateTime QueuedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? EndedAt { get; init; }

    /// <summary>Seconds of training in all attempts, up to now.</summary>
    public double TrainSeconds { get; init; }

    /// <summary>Estimated from this attempt's pace, evaluations included; null while there is nothing to estimate from.</summary>
    public double? SecondsLeft { get; init; }

    public string? WeightsSha256 { get; init; }
    public int? BestStep { get; init; }
    public IReadOnlyDictionary<string, double> BestMetrics { get; init; } = new Dictionary<string, double>();

    internal static RunStatus Of(Run run) => new()
    {
        State = run.State,
        Step = run.Step,
        TotalSteps = run.TotalSteps,
        CheckpointStep = run.CheckpointStep,
        Attempt = run.Fence,
        CancelRequested = run.CancelRequestedAt is not null,
        Error = run.Error,
        RoomNeeded = run.RoomNeeded,
        Device = run.Device,
        TrainRows = run.TrainRows,
        ValidationRows = run.ValidationRows,
        TruncatedRows = run.TruncatedRows,
        Parameters = run.Parameters,
        TrainableParameters = run.TrainableParameters,
        QueuedAt = run.QueuedAt,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        TrainSeconds = run.TrainSeconds,
        WeightsSha256 = run.WeightsSha256,
        BestStep = run.BestStep,
        BestMetrics = TuningJson.Metrics(run.BestMetrics),
    };
}
