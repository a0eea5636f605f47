namespace Studio.Core.Datasets.Snapshots;

/// <summary>An example as it was when the snapshot was made.</summary>
public sealed record SnapshotRow(
    long Id, string? ExternalId, string Text, string? Label, DatasetSplit Split, string? Metadata, string? Answer = null,
    string? Dialogue = null)
{
    public bool IsLabeled => Label is not null || Answer is not null;
}
