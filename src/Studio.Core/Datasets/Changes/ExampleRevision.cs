namespace Studio.Core.Datasets.Changes;

/// <summary>What a step changed in a row, so that it can be taken back. What the step left alone is null.</summary>
public sealed class ExampleRevision
{
    public long Id { get; init; }
    public required Guid StepId { get; init; }
    public required long ExampleId { get; init; }
    public string? TextBefore { get; init; }
    public string? TextAfter { get; init; }

    /// <summary>A label may become or have been none, so null says nothing here.</summary>
    public bool LabelChanged { get; init; }

    public string? LabelBefore { get; init; }
    public string? LabelAfter { get; init; }
    public DatasetSplit? SplitBefore { get; init; }
    public DatasetSplit? SplitAfter { get; init; }
}
