using System.Text.Json;
using System.Text.Json.Serialization;

namespace Studio.Core.Labeling;

/// <summary>A labeled stretch of text. Offsets count UTF-16 code units, as C# and JavaScript do; the end is exclusive.</summary>
[GenerateSerializer, Immutable]
public sealed record LabelSpan([property: Id(0)] int Start, [property: Id(1)] int End, [property: Id(2)] Guid Label);

/// <summary>An answer: the chosen labels, or the labeled stretches. Equal answers have equal JSON.</summary>
[GenerateSerializer, Immutable]
public sealed record AnnotationValue(
    [property: Id(0), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Guid>? Labels,
    [property: Id(1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LabelSpan>? Spans = null)
{
    [JsonIgnore]
    public IEnumerable<Guid> AllLabels => (Labels ?? []).Concat((Spans ?? []).Select(span => span.Label));

    /// <summary>The one form of this answer that is stored and compared: sorted, nothing twice.</summary>
    public string ToJson() => JsonSerializer.Serialize(
        new AnnotationValue(
            Labels?.Distinct().Order().ToList(),
            Spans?.Distinct().OrderBy(s => s.Start).ThenBy(s => s.End).ThenBy(s => s.Label).ToList()),
        JsonSerializerOptions.Web);

    public static AnnotationValue FromJson(string json) => JsonSerializer.Deserialize<AnnotationValue>(json, JsonSerializerOptions.Web)!;
}
