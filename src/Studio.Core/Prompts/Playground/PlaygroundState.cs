namespace Studio.Core.Prompts.Playground;

/// <summary>What somebody has laid out in the playground, kept for them alone until they change it.</summary>
public sealed class PlaygroundState
{
    public required Guid ProjectId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>A <see cref="PlaygroundSheet"/> as JSON.</summary>
    public required string Sheet { get; set; }

    public DateTime SavedAt { get; set; }
}

/// <summary>Prompts beside each other, the models that answer them, and what they are filled with.</summary>
public sealed record PlaygroundSheet
{
    public IReadOnlyList<PlaygroundPrompt> Prompts { get; init; } = [];

    /// <summary>The keys of models, as the connections name them.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
    public PromptSettings Settings { get; init; } = new();
}

/// <summary>One prompt of the sheet. The content may have been changed here since the version it came from.</summary>
/// <param name="PromptId">The prompt of the library; null for one that exists only here.</param>
/// <param name="Name">What it is called on the sheet.</param>
/// <param name="Number">The version that it came from.</param>
/// <param name="Content">What is tried.</param>
public sealed record PlaygroundPrompt(Guid? PromptId, string Name, int Number, PromptContent Content);
