using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Runs;

namespace Studio.Cli.Metrics;

/// <summary>
/// Rows with one label. Labels are sorted by name, as scikit-learn sorts them; with two of them the later one is the positive class of
/// <c>precision</c>, <c>recall</c>, <c>f1</c> and <c>average_precision</c>.
/// </summary>
internal static class SingleLabelMetrics
{
    public static JsonObject Of(PredictionRows rows)
    {
        var labels = Labels(rows);
        var card = ScorecardBuilder.Build([.. rows.Rows.Select(row => Scored(row.Line, row.Value, labels))], labels);
        var result = new JsonObject
        {
            ["rows"] = card.Rows,
            ["accuracy"] = card.Accuracy,
            ["accuracy_interval"] = MetricsJson.Interval(card.AccuracyInterval),
            ["balanced_accuracy"] = card.BalancedAccuracy,
        };
        result.AddAverage("macro", card.Macro);
        result["f1_macro_interval"] = MetricsJson.Interval(card.MacroF1Interval);
        result.AddAverage("micro", card.Micro);
        result.AddAverage("weighted", card.Weighted);
        if (labels.Count == 2) AddPositive(result, card.PerLabel[1]);
        result["matthews_corrcoef"] = card.MatthewsCorrcoef;
        result["cohen_kappa"] = MetricsJson.Number(card.CohenKappa);
        if (card.Probabilities is { } scores) AddProbabilities(result, card, scores);
        result["labels"] = MetricsJson.Texts(labels);
        result["confusion_matrix"] = JsonSerializer.SerializeToNode(card.ConfusionMatrix);
        result["per_class"] = new JsonObject(card.PerLabel.Select(static label => KeyValuePair.Create<string, JsonNode?>(label.Label, PerClass(label))));
        return result;
    }

    private static void AddPositive(JsonObject result, LabelScore positive)
    {
        result["precision"] = positive.Precision;
        result["recall"] = positive.Recall;
        result["f1"] = positive.F1;
    }

    private static void AddProbabilities(JsonObject result, Scorecard card, ProbabilityScores scores)
    {
        var binary = card.Labels.Count == 2;
        result["roc_auc"] = MetricsJson.Number(scores.RocAuc);
        result["average_precision"] = MetricsJson.Number(binary ? card.PerLabel[1].AveragePrecision : scores.AveragePrecision);
        result["average_precision_macro"] = MetricsJson.Number(scores.AveragePrecision);
        result["ece"] = scores.ExpectedCalibrationError;
        result["mce"] = scores.MaximumCalibrationError;
        result["log_loss"] = scores.LogLoss;
        result["brier"] = scores.Brier;
    }

    private static JsonObject PerClass(LabelScore label) => new()
    {
        ["precision"] = label.Precision,
        ["recall"] = label.Recall,
        ["f1"] = label.F1,
        ["support"] = label.Support,
        ["f1_interval"] = MetricsJson.Interval(label.F1Interval),
        ["roc_auc"] = MetricsJson.Number(label.RocAuc),
        ["average_precision"] = MetricsJson.Number(label.AveragePrecision),
    };

    private static IReadOnlyList<string> Labels(PredictionRows rows)
    {
        var labels = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (_, row) in rows.Rows)
        {
            labels.Add(row.GetProperty("label").GetString()!);
            labels.Add(row.GetProperty("prediction").GetString()!);
            if (row.TryGetProperty("scores", out var scores) && scores.ValueKind == JsonValueKind.Object)
                foreach (var score in scores.EnumerateObject()) labels.Add(score.Name);
        }

        return [.. labels];
    }

    private static ScoredRow Scored(int line, JsonElement row, IReadOnlyList<string> labels) => new(
        $"line {line}", row.GetProperty("label").GetString()!, row.GetProperty("prediction").GetString()!, Scores(line, row, labels));

    /// <summary>Either a number for each label by its name, or a list in the sorted order of all labels.</summary>
    private static double[]? Scores(int line, JsonElement row, IReadOnlyList<string> labels)
    {
        if (!row.TryGetProperty("scores", out var scores) || scores.ValueKind == JsonValueKind.Null) return null;
        var given = scores.ValueKind switch
        {
            JsonValueKind.Object => labels.Select(label => scores.TryGetProperty(label, out var score) ? score : default).ToList(),
            JsonValueKind.Array => [.. scores.EnumerateArray()],
            _ => [],
        };
        if (given.Count != labels.Count)
            throw new TrainingException($"Line {line}: \"scores\" needs a number for each of the {labels.Count} labels ({string.Join(", ", labels)}).");
        return [.. given.Select(score => score.ValueKind switch
        {
            JsonValueKind.Number => score.GetDouble(),
            JsonValueKind.Undefined => 0,
            _ => throw new TrainingException($"Line {line}: \"scores\" holds {score.GetRawText()}, which is not a number."),
        })];
    }
}
