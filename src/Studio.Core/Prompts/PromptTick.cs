namespace Studio.Core.Prompts;

/// <summary>Somebody's word that a prompt meets a point of the checklist, and of which version they said it.</summary>
public sealed class PromptTick
{
    public required Guid PromptId { get; init; }

    /// <summary>The point's title in <see cref="PromptStarters.Checklist"/>.</summary>
    public required string Item { get; init; }

    public required Guid UserId { get; init; }
    public required int Number { get; set; }
    public DateTime At { get; set; }
}

/// <summary>The values that somebody tries a prompt with, kept for them alone.</summary>
public sealed class PromptSample
{
    public required Guid PromptId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>Texts by variable, as a JSON object.</summary>
    public required string Values { get; set; }
}
