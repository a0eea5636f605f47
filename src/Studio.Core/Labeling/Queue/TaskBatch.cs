namespace Studio.Core.Labeling.Queue;

/// <summary>Tasks that a seat now holds besides those it named, those it named that are no longer its own, or why there is nothing.</summary>
[GenerateSerializer, Immutable]
public sealed record TaskBatch([property: Id(0)] IReadOnlyList<long> TaskIds, [property: Id(1)] IReadOnlyList<long> Gone, [property: Id(2)] QueueEmpty? Empty);

/// <summary>Why nobody can be served: every open task is counted under the first reason that applies to this person.</summary>
[GenerateSerializer, Immutable]
public sealed record QueueEmpty(
    [property: Id(0)] bool Closed,
    [property: Id(1)] int Open,
    [property: Id(2)] int AnsweredByYou,
    [property: Id(3)] int SkippedByYou,
    [property: Id(4)] int LeasedToOthers,
    [property: Id(5)] DateTime? Until);
