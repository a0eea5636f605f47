using Studio.Core.Datasets;

namespace Studio.Core.Evaluation;

/// <summary>
/// How one contender did on the rows of one frozen split. Scorecards of the same snapshot and split were measured on the same rows
/// and may be compared; others may not.
/// </summary>
public sealed class Scorecard
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }
    public required string SnapshotHash { get; init; }
    public required DatasetSplit Split { get; init; }
    public required ContenderKind Kind { get; init; }

    /// <summary>Who was measured, unique among the scorecards of a split: see <see cref="Contender"/>.</summary>
    public required string ContenderKey { get; init; }

    /// <summary>The contender's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The run whose model was measured; null for baselines.</summary>
    public Guid? RunId { get; init; }

    /// <summary>The prompt run whose answers were measured; null for whatever runs here.</summary>
    public Guid? PromptRunId { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>Null while rows are still being written; such a scorecard is shown to nobody.</summary>
    public DateTime? CompletedAt { get; set; }

    public int Rows { get; set; }
    public int Correct { get; set; }

    /// <summary>Shown and sorted by in lists; everything else is in <see cref="Figures"/>.</summary>
    public double Accuracy { get; set; }

    public double MacroF1 { get; set; }

    /// <summary>The metrics with their intervals, as JSON.</summary>
    public string Figures { get; set; } = "";

    /// <summary>The figures of a language model by their names, as JSON, shown in lists; null for whatever answers with labels.</summary>
    public string? Language { get; set; }

    /// <summary>Seconds that the predictions took, loading left out.</summary>
    public double Seconds { get; set; }

    /// <summary>Weights that training changed; 0 for the majority baseline.</summary>
    public long TrainedParameters { get; set; }

    /// <summary>Rows without a label that could be read, or without any answer; counted as wrong.</summary>
    public int Unanswered { get; set; }

    /// <summary>Tokens sent and written, where somebody counted them.</summary>
    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    /// <summary>What the tokens cost; null where that is not known.</summary>
    public double? Price { get; set; }

    public string? Currency { get; set; }

    internal ScorecardSummary Summarize() =>
        new(Id, Kind, Name, RunId, Rows, Correct, Accuracy, MacroF1, Seconds, TrainedParameters, CreatedAt)
        {
            PromptRunId = PromptRunId, LanguageJson = Language, Unanswered = Unanswered, InputTokens = InputTokens, OutputTokens = OutputTokens, Price = Price, Currency = Currency,
        };
}

/// <summary>What kind of answerer was measured.</summary>
public enum ContenderKind { TunedModel, Majority, TfidfLogistic, Prompt }

/// <summary>The keys by which a contender is found again among the scorecards of a split.</summary>
public static class Contender
{
    public const string Majority = "majority";
    public const string TfidfLogistic = "tfidf-logistic";

    public static string Run(Guid id) => $"run:{id:N}";

    public static string PromptRun(Guid id) => $"prompt-run:{id:N}";
}
