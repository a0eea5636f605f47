namespace Studio.Core.Prompts.Runs;

/// <summary>One row of the split, asked and ended.</summary>
public sealed class PromptRunRow
{
    public const int LongestAnswer = 20_000;

    public required Guid RunId { get; init; }

    /// <summary>The row's place in the split, counted from 0.</summary>
    public required int Position { get; init; }

    public required string ExampleId { get; init; }

    /// <summary>What would have been right.</summary>
    public required string Label { get; init; }

    public required RowOutcome Outcome { get; init; }

    /// <summary>The label that was read; null where none was.</summary>
    public string? Prediction { get; init; }

    /// <summary>Why there is no label or no answer.</summary>
    public string? Reason { get; init; }

    /// <summary>What the model wrote, cut after <see cref="LongestAnswer"/> characters.</summary>
    public string? Answer { get; init; }

    /// <summary>A <see cref="LabelScores"/> as JSON, where the labels were scored instead of one being written.</summary>
    public string? Scores { get; init; }

    public int InputTokens { get; init; }
    public int OutputTokens { get; init; }

    /// <summary>Of the call that was answered; of the last one where none was.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Calls that it took.</summary>
    public required int Attempts { get; init; }
}
