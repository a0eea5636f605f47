namespace Studio.Core.Evaluation;

/// <summary>One row of the split as the contender answered it. The text stays in the snapshot.</summary>
public sealed class ScorecardRow
{
    public required Guid ScorecardId { get; init; }

    /// <summary>The row's place in the split, counted from 0; equal among the scorecards of a split.</summary>
    public required int Position { get; init; }

    /// <summary>The id of the row in the snapshot, which is its example's id.</summary>
    public required string ExampleId { get; init; }

    public required string Label { get; init; }
    public required string Prediction { get; init; }
    public required bool IsCorrect { get; init; }

    /// <summary>Probability of the predicted label; null where the contender gives none.</summary>
    public required double? Confidence { get; init; }

    /// <summary>Probabilities in the order of the scorecard's labels, as a JSON array; empty where the contender gives none.</summary>
    public required string Scores { get; init; }
}
