using System.Text.Json;
using Metrics = Studio.Trainer.Evaluation.Scorecard;

namespace Studio.Core.Evaluation;

/// <summary>A scorecard's figures as they are stored, with the hash of the rows that they were made from.</summary>
public sealed record ScorecardFigures
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>SHA-256 over the rows: id, label, prediction and scores, one row a line.</summary>
    public required string RowsSha256 { get; init; }

    /// <summary>What was chosen for the contender on the validation rows, in words; null where nothing was.</summary>
    public string? Chosen { get; init; }

    public required Metrics Metrics { get; init; }

    /// <summary>The figures of a language model by their names in a run; null for whatever answers with labels.</summary>
    public IReadOnlyDictionary<string, double>? Language { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static ScorecardFigures Parse(string json) => JsonSerializer.Deserialize<ScorecardFigures>(json, Json)!;
}
