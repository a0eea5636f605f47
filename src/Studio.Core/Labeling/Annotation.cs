namespace Studio.Core.Labeling;

public enum AnnotationKind { Submit, Skip, Flag, Undo }

/// <summary>Whether what a person did counts.</summary>
public enum AnnotationOutcome
{
    Counted,

    /// <summary>As many others as were asked for had answered before it arrived; kept here, counted nowhere.</summary>
    Surplus,

    /// <summary>It could not be used; the page says why and asks again.</summary>
    Refused,
}

/// <summary>One thing that a person did, never changed afterwards.</summary>
public sealed class AnnotationEvent
{
    public long Id { get; init; }
    public required Guid SessionId { get; init; }
    public required long TaskId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>Made by the browser; what is sent twice because an answer got lost counts once.</summary>
    public required Guid Key { get; init; }

    public required AnnotationKind Kind { get; init; }

    /// <summary>An <see cref="AnnotationValue"/> as JSON, for submissions.</summary>
    public string? Value { get; init; }

    public string? Note { get; init; }

    /// <summary>How long the example was on the screen before the answer.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Who suggested an answer on the screen when this one was given, such as a prompt's version with its model; null without a suggestion.</summary>
    public string? SuggestedBy { get; init; }

    /// <summary>The answer is the suggested one.</summary>
    public bool AcceptedSuggestion { get; init; }

    public required AnnotationOutcome Outcome { get; init; }
    public required DateTime At { get; init; }
}

/// <summary>What a person now says of a task: the last of their events that was not undone.</summary>
public sealed class Annotation
{
    public required long TaskId { get; init; }
    public required Guid UserId { get; init; }
    public required Guid SessionId { get; init; }

    /// <summary>Which of the session's N answers this is, 0 to N − 1; null for a skip or a flag. Unique within the task: there can be no more than N.</summary>
    public int? Slot { get; set; }

    public required AnnotationKind Kind { get; set; }
    public string? Value { get; set; }
    public string? Note { get; set; }
    public int Milliseconds { get; set; }
    /// <summary>Who suggested an answer on the screen when this one was given, such as a prompt's version with its model; null without a suggestion.</summary>
    public string? SuggestedBy { get; set; }

    /// <summary>The answer is the suggested one.</summary>
    public bool AcceptedSuggestion { get; set; }

    public required DateTime At { get; set; }
}
