namespace Studio.Core.Datasets;

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

    /// <summary>How many rows it touched.</summary>
    public required long Rows { get; init; }

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Set once the step was taken back; its rows are as they were before it.</summary>
    public DateTime? UndoneAt { get; set; }
}

public enum StepKind { Import, Split, Edit, BulkEdit, Clean, Remove }

/// <summary>What a row was before a step changed it, so that the step can be taken back.</summary>
public sealed class ExampleRevision
{
    public long Id { get; init; }
    public required Guid StepId { get; init; }
    public required long ExampleId { get; init; }
    public required string Text { get; init; }
    public string? Label { get; init; }
    public required DatasetSplit Split { get; init; }

    /// <summary>The whole row as it was, as JSON, when the step removed it.</summary>
    public string? Removed { get; init; }
}
