using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Core.Datasets.Examples;

/// <summary>A labeled stretch of an example's text. Offsets count UTF-16 code units, as C# and JavaScript do; the end is exclusive.</summary>
public sealed record ExampleSpan(int Start, int End, string Label);

/// <summary>
/// What an example is labeled with where one name does not say it: several labels, or stretches of its text. Equal answers have equal JSON.
/// </summary>
/// <param name="Labels">Several labels, sorted; empty where none applies.</param>
/// <param name="Spans">Labeled stretches in the order of the text; they may overlap.</param>
/// <param name="Tokens">Start and end of each word, one after the other, where the source cut the text into words itself.</param>
public sealed record ExampleAnswer(
    IReadOnlyList<string>? Labels = null, IReadOnlyList<ExampleSpan>? Spans = null, IReadOnlyList<int>? Tokens = null)
{
    internal static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        // Labels are searched for inside of the stored text, so they stand there as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The labels that occur, each once, sorted.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [.. (Labels ?? Spans?.Select(s => s.Label) ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static ExampleAnswer Parse(string json) => JsonSerializer.Deserialize<ExampleAnswer>(json, Plain)!;

    public static IReadOnlyList<string> NamesIn(string? json) => json is null ? [] : Parse(json).Names;

    /// <summary>The one form of this answer that is stored and compared.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new ExampleAnswer(
            Labels?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(),
            Spans?.Distinct().OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.Label, StringComparer.Ordinal).ToList(), Tokens),
        Plain);

    /// <summary>The same answer after a label got another name.</summary>
    public ExampleAnswer Renamed(string before, string after) => this with
    {
        Labels = Labels?.Select(l => l == before ? after : l).ToList(), Spans = Spans?.Select(s => s.Label == before ? s with { Label = after } : s).ToList(),
    };

    /// <summary>The answer in a line: its labels, or each stretch with its label.</summary>
    public string InWords(string text) => Spans is null
        ? Labels is { Count: > 0 } ? string.Join(", ", Labels) : "none applies"
        : Spans.Count == 0 ? "no spans" : string.Join(", ", Spans.Select(s => $"{Quoted(text, s)} ({s.Label})"));

    /// <summary>What is wrong with it for this text, or null.</summary>
    public string? Problem(string text)
    {
        if (Labels is null == (Spans is null))
            return "An answer has either labels or spans.";
        if ((Labels ?? Spans!.Select(s => s.Label)).FirstOrDefault(l => string.IsNullOrWhiteSpace(l) || l.Length > SetLabel.MaxLength) is { } name)
            return name.Length == 0 ? "A label cannot be empty." : $"A label has 1 to {SetLabel.MaxLength} characters; this one has {name.Length}.";
        if (Spans?.FirstOrDefault(s => s.Start < 0 || s.End <= s.Start || s.End > text.Length) is { } outside)
            return $"The span “{outside.Label}” from {outside.Start} to {outside.End} does not lie inside the text, which has {text.Length} characters.";
        return Spans?.FirstOrDefault(s => Cuts(text, s.Start) || Cuts(text, s.End)) is { } cut
            ? $"The span “{cut.Label}” from {cut.Start} to {cut.End} cuts a character in two; offsets count UTF-16 code units."
            : null;
    }

    private static bool Cuts(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]);

    private static string Quoted(string text, ExampleSpan span) => span.End <= text.Length ? text[span.Start..span.End] : $"{span.Start}–{span.End}";
}
