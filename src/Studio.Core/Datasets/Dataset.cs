using Studio.Core.Teams;

namespace Studio.Core.Datasets;

/// <summary>A living collection of texts. It changes; what is trained and measured on is a <see cref="Snapshot"/> of it.</summary>
public sealed class Dataset
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }
    public required string Name { get; set; }
    public string Description { get; set; } = "";
    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Kept in step with the rows by whoever adds or removes them, in the same transaction.</summary>
    public long ExampleCount { get; set; }

    /// <summary>Examples that have a label, kept in step likewise.</summary>
    public long LabeledCount { get; set; }

    /// <summary>
    /// The position that the next example gets. A row at or past it does not exist yet (an import is bringing it) or no more (the dataset was
    /// deleted), and no query sees it: whole imports appear, and whole datasets vanish, by changing this one number.
    /// </summary>
    public long NextPosition { get; set; }

    /// <summary>Set when the dataset was deleted. It stays as the origin of its snapshots, which runs and approvals name.</summary>
    public DateTime? DeletedAt { get; set; }

    public Project Project { get; init; } = null!;
}
