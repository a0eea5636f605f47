namespace Studio.Core.Evaluation;

/// <summary>What stands in the place of an answer where there is none. Both count as wrong, and neither is a label that averages run over.</summary>
public static class Unanswered
{
    /// <summary>Something was written, but no label can be read from it.</summary>
    public const string NoLabel = "(no label)";

    /// <summary>No answer came.</summary>
    public const string NoAnswer = "(no answer)";

    public static IReadOnlyList<string> All { get; } = [NoLabel, NoAnswer];
}

/// <summary>All rows of a split as a prompt run answered them.</summary>
public sealed record AnsweredSplit(
    Guid PromptRunId, string Name, IReadOnlyList<Studio.Trainer.Evaluation.ScoredRow> Rows, double Seconds, long InputTokens, long OutputTokens, double? Price, string? Currency);
