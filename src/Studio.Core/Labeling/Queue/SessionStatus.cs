namespace Studio.Core.Labeling.Queue;

/// <summary>A session at one instant: small enough that every change is simply the next picture.</summary>
[GenerateSerializer, Immutable]
public sealed record SessionStatus(
    [property: Id(0)] Guid SessionId,
    [property: Id(1)] LabelingSessionState State,
    [property: Id(2)] int Total,
    [property: Id(3)] int Settled,
    [property: Id(4)] int Disputed,
    [property: Id(5)] int Answers,
    [property: Id(6)] int AnswersWanted,
    [property: Id(7)] double AnswersPerHour,
    [property: Id(8)] IReadOnlyList<AnnotatorStatus> Annotators,
    [property: Id(9)] IReadOnlyList<RecentAnnotation> Recent)
{
    public static SessionStatus Empty(Guid sessionId) => new(sessionId, LabelingSessionState.Open, 0, 0, 0, 0, 0, 0, [], []);
}

/// <summary>One person's part. <see cref="Here"/> says that a labeling page of theirs is open.</summary>
[GenerateSerializer, Immutable]
public sealed record AnnotatorStatus(
    [property: Id(0)] Guid UserId,
    [property: Id(1)] string Name,
    [property: Id(2)] int Answers,
    [property: Id(3)] int Skips,
    [property: Id(4)] int Flags,
    [property: Id(5)] DateTime? LastAt,
    [property: Id(6)] bool Here);

/// <summary>That somebody did something; never what they said, which would make the next answer less independent.</summary>
[GenerateSerializer, Immutable]
public sealed record RecentAnnotation(
    [property: Id(0)] DateTime At, [property: Id(1)] string Name, [property: Id(2)] AnnotationKind Kind, [property: Id(3)] long TaskId);
