namespace Studio.Core.Prompts.Labels;

/// <summary>That somebody's program fetches a prompt, under which label or number, and which version it got last.</summary>
public sealed class PromptUse
{
    public required Guid PromptId { get; init; }

    /// <summary>The API key, or the person where no key was used.</summary>
    public required Guid CallerId { get; init; }

    /// <summary>The label, or <c>version 3</c>.</summary>
    public required string Asked { get; init; }

    public required int Number { get; set; }
    public DateTime LastAt { get; set; }
}
