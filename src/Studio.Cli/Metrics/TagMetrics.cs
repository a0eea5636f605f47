using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Runs;

namespace Studio.Cli.Metrics;

/// <summary>Rows with a tag for each word, scored by whole spans as seqeval does.</summary>
internal static class TagMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        foreach (var (line, row) in rows.Rows)
            if (row.GetProperty("tags").GetArrayLength() != row.GetProperty("prediction").GetArrayLength())
                throw new TrainingException($"Line {line}: there are {row.GetProperty("tags").GetArrayLength()} tags and {row.GetProperty("prediction").GetArrayLength()} predictions; each word has one of both.");
        var card = SpanScorecard.Of([.. rows.Rows.Select(static row => Tags(row.Value, "tags"))], [.. rows.Rows.Select(static row => Tags(row.Value, "prediction"))]);
        var result = new JsonObject
        {
            ["rows"] = rows.Rows.Count,
            ["precision"] = card.Micro.Precision,
            ["recall"] = card.Micro.Recall,
            ["f1"] = card.Micro.F1,
            ["accuracy"] = card.TokenAccuracy,
        };
        result.AddAverage("macro", card.Macro);
        result.AddAverage("weighted", card.Weighted);
        result["per_class"] = new JsonObject(card.PerLabel.Select(static entry => KeyValuePair.Create<string, JsonNode?>(entry.Label, new JsonObject
        {
            ["precision"] = entry.Score.Precision, ["recall"] = entry.Score.Recall, ["f1"] = entry.Score.F1, ["support"] = entry.Support,
        })));
        return result;
    }

    private static string[] Tags(JsonElement row, string name) => [.. row.GetProperty(name).EnumerateArray().Select(static tag => tag.ToString())];
}
