using Studio.Core.Live;

namespace Studio.Core.Tuning;

/// <summary>What a list shows of a run that changed.</summary>
public sealed record RunHeadline(Guid ProjectId, Guid RunId, RunState State, int Step, int TotalSteps, double? SecondsLeft);

/// <summary>Headlines of all runs as they change; a list filters by its project and reads itself anew when it fell behind.</summary>
public sealed class RunHeadlines
{
    public LiveFeed<RunHeadline?, RunHeadline> Feed { get; } = new(null, (_, headline) => headline);
}
