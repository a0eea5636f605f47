namespace Studio.Core.Labeling.Queue;

/// <summary>What a person did, as their browser says it. The key makes saying it twice harmless.</summary>
[GenerateSerializer, Immutable]
public sealed record AnnotationCommand(
    [property: Id(0)] Guid Key,
    [property: Id(1)] AnnotationKind Kind,
    [property: Id(2)] long TaskId,
    [property: Id(3)] AnnotationValue? Value = null,
    [property: Id(4)] string? Note = null,
    [property: Id(5)] int Milliseconds = 0);

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
