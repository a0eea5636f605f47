using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>How far a run is, whole: the newest replaces the one before.</summary>
public sealed record PromptRunStatus
{
    public required RunState State { get; init; }
    public required int Total { get; init; }
    public int Right { get; init; }
    public int Wrong { get; init; }
    public int Unread { get; init; }
    public int Failed { get; init; }
    public long InputTokens { get; init; }
    public long OutputTokens { get; init; }
    public double Seconds { get; init; }

    /// <summary>What the tokens cost so far; null where no price is known.</summary>
    public double? Price { get; init; }

    public string? Currency { get; init; }

    /// <summary>Counts attempts; above 1 the run was interrupted or asked to go on.</summary>
    public long Attempt { get; init; }

    public bool CancelRequested { get; init; }
    public string? Error { get; init; }
    public Guid? ScorecardId { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? EndedAt { get; init; }

    /// <summary>Estimated from this attempt's pace; null while there is nothing to estimate from.</summary>
    public double? SecondsLeft { get; init; }

    public int Done => Right + Wrong + Unread + Failed;

    internal static PromptRunStatus Of(PromptRun run) => new()
    {
        State = run.State, Total = run.Total, Right = run.Right, Wrong = run.Wrong, Unread = run.Unread, Failed = run.Failed,
        InputTokens = run.InputTokens, OutputTokens = run.OutputTokens, Seconds = run.Seconds, Price = PriceOf(run), Currency = run.Currency,
        Attempt = run.Fence, CancelRequested = run.CancelRequestedAt is not null, Error = run.Error, ScorecardId = run.ScorecardId,
        StartedAt = run.StartedAt, EndedAt = run.EndedAt,
    };

    internal static double? PriceOf(PromptRun run) => run is { InputPrice: { } input, OutputPrice: { } output }
        ? ((run.InputTokens * input) + (run.OutputTokens * output)) / 1e6 : null;
}

/// <summary>A row as it is shown while the run goes on.</summary>
public sealed record EndedRow(int Position, string ExampleId, string Label, RowOutcome Outcome, string? Prediction, string? Reason, int Milliseconds);

/// <summary>What somebody sees who comes late: the figures, and the newest rows first.</summary>
public sealed record PromptRunPicture(PromptRunStatus Status, IReadOnlyList<EndedRow> Newest)
{
    public const int Shown = 12;

    internal static PromptRunPicture Apply(PromptRunPicture before, PromptRunChange change) => new(
        change.Status, change.Rows.Count == 0 ? before.Newest : [.. change.Rows.Reverse().Concat(before.Newest).Take(Shown)]);
}

/// <summary>Rows that ended, in that order, and the figures after them.</summary>
public sealed record PromptRunChange(PromptRunStatus Status, IReadOnlyList<EndedRow> Rows);

/// <summary>What lists show of a run that moves.</summary>
public sealed record PromptRunHeadline(Guid ProjectId, Guid RunId, PromptRunStatus Status);
