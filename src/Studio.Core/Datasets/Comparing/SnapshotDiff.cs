using Studio.Core.Datasets.Changes;

namespace Studio.Core.Datasets.Comparing;

public enum SnapshotChange { Added, Removed, Text, Label, Split }

/// <summary>An example as one of two snapshots has it.</summary>
public sealed record FrozenExample(string Text, string? Label, DatasetSplit Split);

/// <summary>An example that is not the same in both; null where it is not there.</summary>
public sealed record DifferentExample(long ExampleId, FrozenExample? Before, FrozenExample? After)
{
    public bool Is(SnapshotChange change) => change switch
    {
        SnapshotChange.Added => Before is null,
        SnapshotChange.Removed => After is null,
        SnapshotChange.Text => Before is not null && After is not null && Before.Text != After.Text,
        SnapshotChange.Label => Before is not null && After is not null && Before.Label != After.Label,
        _ => Before is not null && After is not null && Before.Split != After.Split,
    };

    public IReadOnlyList<DiffPart> TextDifference => WordDiff.Of(Before?.Text ?? After!.Text, After?.Text ?? Before!.Text);
}

/// <summary>How two snapshots of a dataset differ: counts of each kind of change (an example may count in several), and those that are the same.</summary>
public sealed record SnapshotDiff(int FirstNumber, int SecondNumber, long Same, IReadOnlyDictionary<SnapshotChange, long> Counts)
{
    public long Different { get; init; }
}
