namespace Studio.Trainer.Evaluation;

/// <summary>One label's figures; the ranking figures are one against the rest and null without scores or where they are undefined.</summary>
public sealed record LabelScore(
    string Label, double Precision, double Recall, double F1, long Support,
    Interval PrecisionInterval, Interval RecallInterval, Interval F1Interval, double? RocAuc, double? AveragePrecision);

/// <summary>What a single-label classifier is worth on rows whose labels are known. Figures agree with scikit-learn; intervals are 95 %.</summary>
public sealed record Scorecard
{
    public required int Rows { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public required double Accuracy { get; init; }

    /// <summary>Wilson's score interval.</summary>
    public required Interval AccuracyInterval { get; init; }

    /// <summary>The mean recall over the labels that occur.</summary>
    public required double BalancedAccuracy { get; init; }

    public required PrecisionRecallF1 Macro { get; init; }

    /// <summary>Stratified bootstrap.</summary>
    public required Interval MacroF1Interval { get; init; }

    public required PrecisionRecallF1 Micro { get; init; }
    public required PrecisionRecallF1 Weighted { get; init; }
    public required double MatthewsCorrcoef { get; init; }

    /// <summary>Agreement of truth and answer beyond chance; null where it is undefined.</summary>
    public required double? CohenKappa { get; init; }

    public required IReadOnlyList<LabelScore> PerLabel { get; init; }

    /// <summary>Rows are the true labels, columns the answers.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>The figures that need probabilities; null where a row has none.</summary>
    public ProbabilityScores? Probabilities { get; init; }

    /// <summary>Wrong answers, the most certain first.</summary>
    public required IReadOnlyList<ScoredRow> ConfidentMistakes { get; init; }
}

/// <summary>What the probabilities are worth. The averages run over the labels where the figure is defined.</summary>
public sealed record ProbabilityScores(
    double? RocAuc, double? AveragePrecision, double ExpectedCalibrationError, double MaximumCalibrationError, double LogLoss, double Brier,
    IReadOnlyList<ReliabilityBin> Reliability);
