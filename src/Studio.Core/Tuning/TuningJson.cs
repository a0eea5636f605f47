using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>How this room writes JSON into its columns.</summary>
internal static class TuningJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static IReadOnlyDictionary<string, double> Metrics(string? json) =>
        json is null ? new Dictionary<string, double>() : JsonSerializer.Deserialize<Dictionary<string, double>>(json, Options)!;

    public static IReadOnlyList<SamplePrediction> Samples(string json) => JsonSerializer.Deserialize<List<SamplePrediction>>(json, Options)!;

    public static IReadOnlyList<string> Labels(string json) => JsonSerializer.Deserialize<List<string>>(json, Options)!;

    // JSON has no word for infinity, and one metric that is undefined must not cost the others.
    public static Dictionary<string, double> Finite(IReadOnlyDictionary<string, double> metrics) =>
        metrics.Where(metric => double.IsFinite(metric.Value)).ToDictionary(metric => metric.Key, metric => metric.Value);
}
