using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Models;
using Studio.Trainer.Native;

namespace Studio.Trainer.Runs.Folds;

/// <summary>The answers of each fold's model to the rows that it has not seen, kept on disk fold by fold.</summary>
internal sealed class OutOfFold(string outputDirectory)
{
    private const int RowsAtOnce = 4096;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private string PathOf(int fold) => Path.Combine(outputDirectory, "folds", $"fold-{fold}.jsonl");

    public bool Has(int fold) => File.Exists(PathOf(fold));

    /// <summary>Lets the fold's model answer the rows it was measured on. Only texts have answers that can be kept in a line.</summary>
    public async Task KeepAsync(int fold, string model, IRowSource held, CancellationToken cancel)
    {
        using var classifier = TextClassifier.Load(model);
        using var lines = new MemoryStream();
        foreach (var rows in held.Read().Chunk(RowsAtOnce))
        {
            var answers = await classifier.PredictPairsAsync([.. rows.Select(row => (row.Text, row.TextPair))], cancel);
            for (int i = 0; i < rows.Length; i++)
            {
                lines.Write(JsonSerializer.SerializeToUtf8Bytes(Line(fold, rows[i], answers[i], classifier), Compact));
                lines.WriteByte((byte)'\n');
            }
        }
        DurableFiles.Replace(PathOf(fold), lines.ToArray());
    }

    /// <summary>Puts all folds into one file and scores a single-label task's answers together.</summary>
    public IReadOnlyDictionary<string, double> Join(int folds)
    {
        string target = Path.Combine(outputDirectory, FoldsFile.PredictionsName);
        using (var all = new FileStream(target, FileMode.Create, FileAccess.Write))
        {
            for (int fold = 1; fold <= folds; fold++)
                using (var part = File.OpenRead(PathOf(fold)))
                    part.CopyTo(all);
            all.Flush(flushToDisk: true);
        }
        var rows = new List<ScoredRow>();
        foreach (var line in new JsonLinesFile(target).Read())
        {
            if (line.Value.GetProperty("label").ValueKind != JsonValueKind.String)
                return new Dictionary<string, double>();
            rows.Add(new(
                line.Value.GetProperty("id").GetString()!, line.Value.GetProperty("label").GetString()!, line.Value.GetProperty("prediction").GetString()!,
                [.. line.Value.GetProperty("scores").EnumerateObject().Select(s => s.Value.GetDouble())]));
        }
        string[] labels = [.. rows.Select(r => r.Label).Concat(rows.Select(r => r.Prediction)).Distinct().Order(StringComparer.Ordinal)];
        var card = ScorecardBuilder.Build([.. rows.Select(r => r with { Scores = r.Scores!.Count == labels.Length ? r.Scores : null })], labels, replicates: 1);
        var metrics = new Dictionary<string, double>
        {
            ["accuracy"] = card.Accuracy,
            ["f1_macro"] = card.Macro.F1,
            ["matthews_corrcoef"] = card.MatthewsCorrcoef,
        };
        if (card.Probabilities is { } probabilities)
            metrics["ece"] = probabilities.ExpectedCalibrationError;
        return metrics;
    }

    private static JsonObject Line(int fold, TrainingRow row, Prediction answer, TextClassifier classifier) => new()
    {
        ["id"] = row.Id,
        ["fold"] = fold,
        ["label"] = row.Label is not null ? row.Label : row.Labels is { } labels ? new JsonArray([.. labels.Select(l => (JsonNode?)l)]) : row.Target,
        ["prediction"] = classifier.Task switch
        {
            TaskKind.MultiLabel => new JsonArray([.. classifier.Labels.Where((_, i) => answer.Scores[i] > 0.5).Select(l => (JsonNode?)l)]),
            TaskKind.Regression => answer.Scores[0],
            _ => answer.Label,
        },
        ["scores"] = classifier.Task == TaskKind.Regression ? null : new JsonObject(classifier.Labels.Zip(answer.Scores, (label, score) => KeyValuePair.Create(label, (JsonNode?)score))),
    };
}
