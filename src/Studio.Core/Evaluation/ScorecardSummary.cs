using Studio.Core.Datasets;
using Studio.Core.Tuning;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Evaluation;

/// <summary>A contender's headline figures.</summary>
public sealed record ScorecardSummary(
    Guid Id, ContenderKind Kind, string Name, Guid? RunId, int Rows, int Correct, double Accuracy, double MacroF1,
    double Seconds, long TrainedParameters, DateTime CreatedAt)
{
    public Guid? PromptRunId { get; init; }

    /// <summary>As it is stored.</summary>
    internal string? LanguageJson { get; init; }

    /// <summary>The figures of a language model by their names in a run; null for whatever answers with labels.</summary>
    public IReadOnlyDictionary<string, double>? Language => LanguageJson is null ? null : field ??= TuningJson.Metrics(LanguageJson);

    public int Unanswered { get; init; }
    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }
    public double? Price { get; init; }
    public string? Currency { get; init; }

    /// <summary>95 %, Wilson.</summary>
    public Interval AccuracyInterval => Interval.Wilson(Correct, Rows);

    public bool IsBaseline => Kind is ContenderKind.Majority or ContenderKind.TfidfLogistic;
}

/// <summary>A frozen split as people know it.</summary>
public sealed record SplitName(Guid DatasetId, string Dataset, int SnapshotNumber, string SnapshotHash, DatasetSplit Split)
{
    public override string ToString() => $"{Dataset}, snapshot {SnapshotNumber}, {Split.ToString().ToLowerInvariant()} split";
}

/// <summary>All that were measured on the same rows, the best first.</summary>
public sealed record MeasuredSplit(SplitName Split, IReadOnlyList<ScorecardSummary> Scorecards);
