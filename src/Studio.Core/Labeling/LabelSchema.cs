using Studio.Core.Teams;

namespace Studio.Core.Labeling;

/// <summary>What one answer to an example is.</summary>
public enum LabelingKind { SingleLabel, MultiLabel, Spans }

/// <summary>The labels that people choose from. Labels have ids, so that a name can change without touching an answer.</summary>
public sealed class LabelSchema
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }
    public required string Name { get; set; }
    public required LabelingKind Kind { get; init; }

    /// <summary>Grows with every change, so that a page which shows the labels knows when to read them again.</summary>
    public int Version { get; set; } = 1;

    public DateTime CreatedAt { get; init; }
    public List<SchemaLabel> Labels { get; } = [];
    public Project Project { get; init; } = null!;
}

/// <summary>One label. A retired one can no longer be chosen; the answers that chose it keep it.</summary>
public sealed class SchemaLabel
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid SchemaId { get; init; }
    public required string Name { get; set; }
    public required string Color { get; set; }

    /// <summary>The key that chooses it, null where the keyboard has run out.</summary>
    public string? Key { get; set; }

    public required int Order { get; set; }
    public DateTime? RetiredAt { get; set; }
}
