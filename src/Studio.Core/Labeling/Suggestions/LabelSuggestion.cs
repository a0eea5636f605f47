namespace Studio.Core.Labeling.Suggestions;

public enum SuggestionOutcome
{
    /// <summary>The answer holds one of the session's labels.</summary>
    Made,

    /// <summary>It holds none that the session knows.</summary>
    NoLabel,

    /// <summary>There was no answer.</summary>
    Failed,
}

/// <summary>What a prompt said of a task, kept so that the next person's page and a restart do not pay for it again.</summary>
public sealed class LabelSuggestion
{
    public required long TaskId { get; init; }
    public required Guid SessionId { get; init; }

    /// <summary>The <see cref="PromptSuggestions.Id"/> that it was made for.</summary>
    public required Guid ChoiceId { get; set; }

    public required SuggestionOutcome Outcome { get; set; }
    public Guid? LabelId { get; set; }

    /// <summary>Why there is none, for a person.</summary>
    public string? Problem { get; set; }

    public required DateTime At { get; set; }
}
