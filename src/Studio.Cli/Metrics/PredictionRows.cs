using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Cli.Metrics;

/// <summary>The kinds of rows that can be scored; a file holds rows of one kind.</summary>
internal enum PredictionKind
{
    SingleLabel,
    MultiLabel,
    Regression,
    Tags,
    Ratings,
    Text,
}

/// <summary>Reads the rows of a prediction file and finds out their kind from the first.</summary>
internal sealed class PredictionRows
{
    private PredictionRows(PredictionKind kind, List<(int Line, JsonElement Value)> rows) => (Kind, Rows) = (kind, rows);

    public PredictionKind Kind { get; }

    public List<(int Line, JsonElement Value)> Rows { get; }

    /// <exception cref="TrainingException">The file is missing or empty, or a row is of another kind than the first.</exception>
    public static PredictionRows Read(string path)
    {
        var file = new JsonLinesFile(path);
        PredictionKind? kind = null;
        var rows = new List<(int, JsonElement)>();
        foreach (var line in file.Read())
        {
            var found = KindOf(line.Value) ?? throw file.Refuse(
                line.Number, "the row needs \"label\" and \"prediction\" of the same kind (two texts, two lists of labels, or two numbers), \"tags\" and \"prediction\", texts \"reference\" and \"prediction\", or \"ratings\".");
            if (found != (kind ??= found)) throw file.Refuse(line.Number, $"the row is of the kind {found} and those before it are {kind}.");
            rows.Add((line.Number, line.Value.Clone()));
        }

        return new PredictionRows(kind ?? throw new TrainingException($"'{path}' holds no rows to score."), rows);
    }

    private static PredictionKind? KindOf(JsonElement row)
    {
        if (Field(row, "ratings") is { ValueKind: JsonValueKind.Object }) return PredictionKind.Ratings;
        if (Field(row, "prediction") is not { } prediction) return null;
        if (Field(row, "tags") is { ValueKind: JsonValueKind.Array }) return prediction.ValueKind == JsonValueKind.Array ? PredictionKind.Tags : null;
        if (Field(row, "reference") is { ValueKind: JsonValueKind.String }) return prediction.ValueKind == JsonValueKind.String ? PredictionKind.Text : null;
        return (Field(row, "label")?.ValueKind, prediction.ValueKind) switch
        {
            (JsonValueKind.String, JsonValueKind.String) => PredictionKind.SingleLabel,
            (JsonValueKind.Array, JsonValueKind.Array) => PredictionKind.MultiLabel,
            (JsonValueKind.Number, JsonValueKind.Number) => PredictionKind.Regression,
            _ => null,
        };
    }

    private static JsonElement? Field(JsonElement row, string name) => row.TryGetProperty(name, out var value) ? value : null;
}
