using System.Text.Json;
using Studio.Trainer.Generation;

namespace Studio.Core.Prompts.Runs;

/// <summary>How likely each label was as the answer: the natural log-probability of each of its tokens, raw, so that every calibration can be made of it later.</summary>
public sealed record LabelScores(IReadOnlyDictionary<string, IReadOnlyList<double>> Logprobs)
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Labels with the sums of their tokens, the likeliest first.</summary>
    public IReadOnlyList<(string Label, double Sum, int Tokens)> Ranked =>
        [.. Logprobs.Select(label => (label.Key, label.Value.Sum(), label.Value.Count)).OrderByDescending(label => label.Item2).ThenBy(label => label.Key, StringComparer.Ordinal)];

    public static LabelScores Of(IReadOnlyList<string> labels, IReadOnlyList<ContinuationScore> scores) => new(
        labels.Zip(scores).ToDictionary(pair => pair.First, pair => (IReadOnlyList<double>)[.. pair.Second.TokenLogprobs.Select(p => Math.Round(p, 6))]));

    public static LabelScores Parse(string json) => new(JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<double>>>(json, Json)!);

    public string ToJson() => JsonSerializer.Serialize(Logprobs, Json);
}
