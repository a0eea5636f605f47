using System.Text.Json.Nodes;
using Studio.Trainer.Evaluation;

namespace Studio.Cli.Metrics;

/// <summary>Figures under the names of scikit-learn and Hugging Face; what is undefined is null.</summary>
internal static class MetricsJson
{
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    public static JsonArray Interval(Interval interval) => new(Number(interval.Low), Number(interval.High));

    public static void AddAverage(this JsonObject target, string suffix, PrecisionRecallF1 average)
    {
        target[$"precision_{suffix}"] = Number(average.Precision);
        target[$"recall_{suffix}"] = Number(average.Recall);
        target[$"f1_{suffix}"] = Number(average.F1);
    }

    public static JsonArray Texts(IEnumerable<string> values) => new([.. values.Select(static value => JsonValue.Create(value))]);
}
