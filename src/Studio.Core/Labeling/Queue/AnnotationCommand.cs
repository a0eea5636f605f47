namespace Studio.Core.Labeling.Queue;

/// <summary>What a person did, as their browser says it. The key makes saying it twice harmless.</summary>
[GenerateSerializer, Immutable]
public sealed record AnnotationCommand(
    [property: Id(0)] Guid Key,
    [property: Id(1)] AnnotationKind Kind,
    [property: Id(2)] long TaskId,
    [property: Id(3)] AnnotationValue? Value = null,
    [property: Id(4)] string? Note = null,
    [property: Id(5)] int Milliseconds = 0,
    [property: Id(6)] ShownSuggestion? Suggestion = null)
{
    /// <summary>The answer is the one that was suggested.</summary>
    public bool AcceptsSuggestion => Kind == AnnotationKind.Submit && Suggestion is { Labels: { } shown, Kept: not null } && Value is { Spans: null, Labels: { } labels }
        && labels.Order().SequenceEqual(shown.Order());
}

/// <summary>The suggestion that stood on the screen when the person answered.</summary>
[GenerateSerializer, Immutable]
public sealed record ShownSuggestion([property: Id(0)] IReadOnlyList<Guid>? Labels, [property: Id(1)] string? Source)
{
    public const int MaxSource = 400;

    /// <summary>The source as it is stored; null where a program named none.</summary>
    public string? Kept => Source?.Replace("\0", "", StringComparison.Ordinal).Trim() is not { Length: > 0 } source ? null : source.Length <= MaxSource ? source : source[..MaxSource];
}

/// <summary>
/// The answer to a command, given only after it is on disk. A message is for the person, where something did not go as they meant;
/// <see cref="AskAgain"/> says that the example still waits for an answer of theirs.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record AnnotationReceipt(
    [property: Id(0)] Guid Key,
    [property: Id(1)] long TaskId,
    [property: Id(2)] AnnotationOutcome Outcome,
    [property: Id(3)] string? Message = null,
    [property: Id(4)] bool AskAgain = false);
