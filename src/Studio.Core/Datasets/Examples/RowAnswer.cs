using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Core.Datasets.Examples;

/// <summary>
/// Several labels and spans in the rows of files: a list of names as the label, and <c>spans</c> beside the other columns, a list of
/// <c>{"start", "end", "label"}</c> in UTF-16 code units. What is written is read back to the same answer.
/// </summary>
internal static class RowAnswer
{
    private const string Spans = "spans", Borders = "word_borders";

    /// <summary>What a row says of its label; a problem is a sentence about the row.</summary>
    public static (string? Label, string? Answer, string? Metadata, string? Problem) Read(string text, string? label, string? metadata)
    {
        if (label is ['[', ..] && List(label) is { } names)
            return Checked(text, new ExampleAnswer(Labels: names), metadata);
        if (!string.IsNullOrEmpty(label) || metadata?.Contains("\"spans\"", StringComparison.Ordinal) != true || JsonNode.Parse(metadata) is not JsonObject fields || fields[Spans] is not JsonArray marked)
            return (label, null, metadata, null);
        ExampleAnswer answer;
        try
        {
            answer = new ExampleAnswer(Spans: marked.Deserialize<List<ExampleSpan>>(ExampleAnswer.Plain), Tokens: (fields[Borders] as JsonArray)?.Deserialize<List<int>>());
        }
        catch (JsonException)
        {
            return (null, null, metadata, "“spans” is not a list of {\"start\": 0, \"end\": 5, \"label\": \"…\"}.");
        }

        if (answer.Spans!.Any(s => s?.Label is null))
            return (null, null, metadata, "“spans” is not a list of {\"start\": 0, \"end\": 5, \"label\": \"…\"}.");
        fields.Remove(Spans);
        fields.Remove(Borders);
        return Checked(text, answer, fields.Count == 0 ? null : fields.ToJsonString(ExampleAnswer.Plain));
    }

    /// <summary>The label and the other columns as they leave with an export.</summary>
    public static (string? Label, string? Metadata) Write(string? label, string? answer, string? metadata)
    {
        if (answer is null)
            return (label, metadata);
        var parsed = ExampleAnswer.Parse(answer);
        if (parsed.Labels is { } names)
            return (JsonSerializer.Serialize(names, ExampleAnswer.Plain), metadata);
        var fields = metadata is null ? [] : JsonNode.Parse(metadata)!.AsObject();
        fields[Spans] = JsonSerializer.SerializeToNode(parsed.Spans, ExampleAnswer.Plain);
        if (parsed.Tokens is { } borders)
            fields[Borders] = JsonSerializer.SerializeToNode(borders);
        return (null, fields.ToJsonString(ExampleAnswer.Plain));
    }

    /// <summary>The answer as it is stored, if it fits the text.</summary>
    public static (string? Label, string? Answer, string? Metadata, string? Problem) Checked(string text, ExampleAnswer answer, string? metadata) =>
        answer.Problem(text) is { } problem ? (null, null, metadata, problem) : (null, answer.ToJson(), metadata, null);

    private static List<string>? List(string label)
    {
        try
        {
            var names = JsonSerializer.Deserialize<List<string?>>(label);
            return names is null || names.Contains(null) ? null : names.ConvertAll(n => n!);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
