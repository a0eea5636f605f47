using Studio.Core.Datasets;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>
/// One tuning of a model: a recipe applied to a frozen snapshot. Who works on it holds a lease; each attempt has a fence number, and whatever an
/// attempt writes names it, so that a worker that was thought dead and wakes up changes nothing.
/// </summary>
public sealed class Run
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }

    /// <summary>1, 2, 3 … within the project; a run keeps the colour of its number on every page.</summary>
    public required int Number { get; init; }

    public required string Name { get; set; }
    public required Guid SnapshotId { get; init; }
    public required string SnapshotHash { get; init; }

    /// <summary>The recipe as JSON with the contract's names.</summary>
    public required string Recipe { get; set; }

    /// <summary>The search that this one goes on with: its trials count as this run's first ones.</summary>
    public Guid? TrialsOfId { get; init; }

    public RunState State { get; set; }

    /// <summary>Counts attempts. A claim raises it.</summary>
    public long Fence { get; set; }

    public DateTime? LeaseUntil { get; set; }
    public string? WorkerId { get; set; }

    /// <summary>Attempts in a row that ended with their worker's death and without a new checkpoint.</summary>
    public int Interruptions { get; set; }

    /// <summary>Somebody asked for the end; the worker obeys within a step.</summary>
    public DateTime? CancelRequestedAt { get; set; }

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime QueuedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }
    public int Step { get; set; }
    public int TotalSteps { get; set; }

    /// <summary>The newest step that is whole on disk.</summary>
    public int CheckpointStep { get; set; }

    /// <summary>The number of the last point, evaluation or log entry; each has its own, in one sequence.</summary>
    public long Sequence { get; set; }

    /// <summary>Why it failed or is paused and what to do, for a person.</summary>
    public string? Error { get; set; }

    /// <summary>When it was paused last.</summary>
    public DateTime? PausedAt { get; set; }

    /// <summary>Bytes that have to be free before it goes on by itself; null where a person paused it.</summary>
    public long? RoomNeeded { get; set; }

    public string? Device { get; set; }
    public int TrainRows { get; set; }
    public int ValidationRows { get; set; }
    public int TruncatedRows { get; set; }
    public long Parameters { get; set; }
    public long TrainableParameters { get; set; }

    /// <summary>Seconds spent training, over all attempts.</summary>
    public double TrainSeconds { get; set; }

    /// <summary>SHA-256 of the finished <c>model.safetensors</c>; null until then.</summary>
    public string? WeightsSha256 { get; set; }

    /// <summary>The model's labels in its order, as a JSON array; null until it is finished.</summary>
    public string? Labels { get; set; }

    /// <summary>The step whose weights were kept, and its validation metrics as a JSON object.</summary>
    public int? BestStep { get; set; }

    public string? BestMetrics { get; set; }

    /// <summary><see cref="IAfterTraining.Order"/> of the last step after training that is done.</summary>
    public int? AfterTrainingOrder { get; set; }

    /// <summary>Lets it wait for a worker again, from what was kept.</summary>
    public void Requeue(DateTime now)
    {
        (State, QueuedAt, EndedAt) = (RunState.Queued, now, null);
        (Error, CancelRequestedAt, Interruptions) = (null, null, 0);
        (PausedAt, RoomNeeded) = (null, null);
    }

    public Project Project { get; init; } = null!;
    public Snapshot Snapshot { get; init; } = null!;
}
