using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation.Texts;

namespace Studio.Cli.Metrics;

/// <summary>Rows with a text that was written and the one that it should be.</summary>
internal static class TextMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        var card = TextScorecard.Of([.. rows.Rows.Select(static row => (row.Value.GetProperty("prediction").GetString()!, row.Value.GetProperty("reference").GetString()!))]);
        return new JsonObject { ["rows"] = card.Rows, ["exact_match"] = card.ExactMatch, ["rougeL"] = card.RougeL, ["chrf"] = card.Chrf };
    }
}
