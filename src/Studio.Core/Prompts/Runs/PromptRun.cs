using Studio.Core.Datasets;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>
/// One version of a prompt, asked of one model about the rows of a frozen split. Every row that was answered is stored at once, so that whoever goes on
/// asks only about the others. Who works on it holds a lease with a fence number, as for tuning runs.
/// </summary>
public sealed class PromptRun
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }

    /// <summary>1, 2, 3 … within the project.</summary>
    public required int Number { get; init; }

    public required string Name { get; set; }
    public required Guid PromptId { get; init; }
    public required int PromptVersion { get; init; }

    /// <summary>The version's hash: what was asked can never change.</summary>
    public required string PromptHash { get; init; }

    public required Guid SnapshotId { get; init; }
    public required string SnapshotHash { get; init; }
    public required DatasetSplit Split { get; init; }

    /// <summary>The model's id in the listing, and what it was called there.</summary>
    public required string ModelId { get; init; }

    public required string ModelName { get; init; }

    /// <summary>A <see cref="AnswerScorer"/> as JSON.</summary>
    public required string Scorer { get; init; }

    /// <summary>Rows that are asked about.</summary>
    public required int Total { get; init; }

    /// <summary>Less than the whole split: a sample drawn with this seed. Null for the whole split, which alone gets a scorecard.</summary>
    public int? SampleSeed { get; init; }

    /// <summary>Calls at the same time that this run makes at most.</summary>
    public required int Concurrency { get; init; }

    /// <summary>How often a row is asked when the endpoint fails.</summary>
    public required int MaxAttempts { get; init; }

    public double? InputPrice { get; init; }
    public double? OutputPrice { get; init; }
    public string? Currency { get; init; }

    public RunState State { get; set; }
    public long Fence { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public string? WorkerId { get; set; }
    public DateTime? CancelRequestedAt { get; set; }
    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime QueuedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }

    /// <summary>Why it failed and what to do, for a person.</summary>
    public string? Error { get; set; }

    public int Right { get; set; }
    public int Wrong { get; set; }

    /// <summary>Answers in which no label could be read.</summary>
    public int Unread { get; set; }

    /// <summary>Rows for which no answer came.</summary>
    public int Failed { get; set; }

    public long InputTokens { get; set; }
    public long OutputTokens { get; set; }

    /// <summary>Seconds spent on it, over all attempts.</summary>
    public double Seconds { get; set; }

    public Guid? ScorecardId { get; set; }
    public Project Project { get; init; } = null!;
    public Snapshot Snapshot { get; init; } = null!;
    public Prompt Prompt { get; init; } = null!;
}

/// <summary>How a row ended. There is no other way.</summary>
public enum RowOutcome
{
    Right,
    Wrong,

    /// <summary>There is an answer, but no label can be read from it. Counts as wrong.</summary>
    Unread,

    /// <summary>No answer came. Counts as wrong.</summary>
    Failed,
}
