using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning;

/// <summary>How workers share the runs, and where base models may lie.</summary>
public sealed record TuningOptions
{
    /// <summary>How long a silent worker keeps its run.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle worker looks without being called.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Least time between two writes of a run's events.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a run that found the disk full waits at least before it looks again.</summary>
    public TimeSpan DiskPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A run whose worker dies this many times in a row without a new checkpoint is given up.</summary>
    public int MaxInterruptions { get; init; } = 3;

    /// <summary>Folders of this server in which base models lie, one Hugging Face folder each.</summary>
    public IReadOnlyList<string> ModelFolders { get; init; } = [];

    /// <summary>Bytes that a run may take at most; a recipe whose weights alone take more is refused.</summary>
    public long Memory { get; init; } = TrainingMemory.OfThisMachine();

    /// <summary>The folder of the models that come with Studio; null where it has none.</summary>
    public string? StarterFolder { get; init; }
}
