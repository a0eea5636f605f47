namespace Studio.Core.Prompts.Labels;

/// <summary>One step in the life of a label: where it pointed, and where it points since.</summary>
public sealed class PromptLabelMove
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid PromptId { get; init; }
    public required string Label { get; init; }

    /// <summary>Null where the label is new.</summary>
    public int? From { get; init; }

    /// <summary>Null where the label was taken away.</summary>
    public int? To { get; init; }

    public required Guid MovedById { get; init; }
    public DateTime At { get; init; }
}
