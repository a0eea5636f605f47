namespace Studio.Core.Datasets.Changes;

/// <summary>Something that was done to a dataset's rows. The steps of a dataset, in order, are its lineage.</summary>
public sealed class DatasetStep
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid DatasetId { get; init; }
    public required StepKind Kind { get; init; }

    /// <summary>What was done, as a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What it takes to do the same again, as JSON.</summary>
    public required string Settings { get; init; }

    /// <summary>How many rows it changed or added.</summary>
    public required long Rows { get; set; }

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Null while the step is being done: one that a crash interrupts is taken back at the next start.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>Set when somebody begins to take the step back, so that no second person does; a crash on the way is made good at the next start.</summary>
    public DateTime? UndoBeganAt { get; set; }

    /// <summary>Set once the step was taken back; its rows are as they were before it.</summary>
    public DateTime? UndoneAt { get; set; }

    /// <summary>Rows that undoing left alone, because somebody had changed them since.</summary>
    public long RowsKept { get; set; }
}

public enum StepKind { Import, Split, Edit, BulkEdit, Clean, Deduplicate }
