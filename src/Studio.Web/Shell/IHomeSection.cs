namespace Studio.Web.Shell;

/// <summary>The project's path from left to right.</summary>
public enum Stage { Write, Collect, Label, Tune, Compare, Approve, Serve }

public enum StageState { NotStarted, Underway, Done }

/// <summary>
/// How far one stage is: a short figure (<c>1,840 examples</c>), a sentence on what it means or what comes next, and the one next action
/// (<c>Import examples</c>) with its address.
/// </summary>
public sealed record StageReport(Stage Stage, StageState State, string Figure, string Sentence, string Action, string Href);

/// <summary>Something that waits for this very person.</summary>
public sealed record Waiting(string Sentence, string Action, string Href);

public sealed record HomeReport(IReadOnlyList<StageReport> Stages, IReadOnlyList<Waiting> Waiting)
{
    public static HomeReport Of(params StageReport[] stages) => new(stages, []);
}

/// <summary>What a room tells on the project's home page. Registered with <c>services.AddScoped&lt;IHomeSection, …&gt;()</c>.</summary>
public interface IHomeSection
{
    Task<HomeReport> ReportAsync(Place place, CancellationToken cancel);
}
