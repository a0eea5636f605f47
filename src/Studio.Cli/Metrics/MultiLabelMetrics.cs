using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;

namespace Studio.Cli.Metrics;

/// <summary>Rows with any number of labels; <c>scores</c> holds a number for each label by its name.</summary>
internal static class MultiLabelMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        var labels = rows.Rows.SelectMany(static row => Names(row.Value, "label").Concat(Names(row.Value, "prediction")).Concat(ScoreNames(row.Value)))
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var scores = rows.Rows.All(static row => ScoreNames(row.Value).Any()) ? rows.Rows.Select(row => Scores(row.Value, labels)).ToList() : null;
        var card = MultiLabelScorecard.Of(Flags(rows, "label", labels), Flags(rows, "prediction", labels), scores, labels);
        var result = new JsonObject { ["rows"] = card.Rows, ["accuracy"] = card.SubsetAccuracy, ["hamming_loss"] = card.HammingLoss };
        result.AddAverage("micro", card.Micro);
        result.AddAverage("macro", card.Macro);
        result.AddAverage("weighted", card.Weighted);
        result.AddAverage("samples", card.Samples);
        if (scores is not null)
        {
            result["roc_auc"] = MetricsJson.Number(card.RocAuc);
            result["average_precision"] = MetricsJson.Number(card.AveragePrecision);
        }

        result["labels"] = MetricsJson.Texts(labels);
        result["per_class"] = new JsonObject(card.PerLabel.Select((label, i) => KeyValuePair.Create<string, JsonNode?>(labels[i], new JsonObject
        {
            ["precision"] = label.Score.Precision, ["recall"] = label.Score.Recall, ["f1"] = label.Score.F1, ["support"] = label.Support,
        })));
        return result;
    }

    private static List<bool[]> Flags(PredictionRows rows, string field, List<string> labels) => [.. rows.Rows.Select(row =>
    {
        var names = Names(row.Value, field).ToHashSet(StringComparer.Ordinal);
        return labels.Select(names.Contains).ToArray();
    })];

    private static IEnumerable<string> Names(JsonElement row, string field) => row.GetProperty(field).EnumerateArray().Select(static label => label.ToString());

    private static IEnumerable<string> ScoreNames(JsonElement row) => row.TryGetProperty("scores", out var scores) && scores.ValueKind == JsonValueKind.Object
        ? scores.EnumerateObject().Select(static score => score.Name)
        : [];

    private static double[] Scores(JsonElement row, List<string> labels)
    {
        var scores = row.GetProperty("scores");
        return [.. labels.Select(label => scores.TryGetProperty(label, out var score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : 0)];
    }
}
