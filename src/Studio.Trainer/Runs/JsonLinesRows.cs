using System.Text.Json;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Text;

namespace Studio.Trainer.Runs;

/// <summary>
/// Rows of a JSON Lines file, read anew at every pass: <c>text</c> and <c>text_pair</c>, or <c>tokens</c> and <c>tags</c>, or <c>text</c>
/// and <c>spans</c>; <c>label</c> (a text, a list of texts, or a number), <c>id</c> and <c>group</c>. A row without an id is named by its line.
/// </summary>
public sealed class JsonLinesRows : IRowSource
{
    private readonly JsonLinesFile _file;

    private JsonLinesRows(JsonLinesFile file, int count) => (_file, Count) = (file, count);

    public int Count { get; }

    /// <summary>Reads the whole file once, so that a bad row is told before anything begins.</summary>
    /// <exception cref="TrainingException">The file is missing, empty, or a row cannot be read; the message names the line.</exception>
    public static JsonLinesRows Open(string path)
    {
        var file = new JsonLinesFile(path);
        var count = file.Read().Select(line => Row(file, line)).Count();
        return count > 0
            ? new JsonLinesRows(file, count)
            : throw new TrainingException($"'{path}' holds no rows; it needs one JSON object a line, such as {{\"text\": \"…\", \"label\": \"…\"}}.");
    }

    public IEnumerable<TrainingRow> Read() => _file.Read().Select(line => Row(_file, line));

    private static TrainingRow Row(JsonLinesFile file, JsonLine line)
    {
        var tokens = Texts(file, line, "tokens");
        var tags = Texts(file, line, "tags");
        if (tags is not null && tags.Count != tokens?.Count)
            throw file.Refuse(line.Number, $"there are {tags.Count} \"tags\" for {tokens?.Count ?? 0} \"tokens\"; each token has one tag.");
        if (line.Value.TryGetProperty("spans", out var spans) && spans.ValueKind != JsonValueKind.Null) (tokens, tags) = Spans(file, line, spans);
        var label = line.Value.TryGetProperty("label", out var value) ? value : default;
        return LanguageFields.Fill(line.Value, new TrainingRow
        {
            Id = Id(line),
            Text = Text(file, line, "text") ?? (tokens is not null || LanguageFields.Has(line.Value) ? "" : throw file.Refuse(line.Number, $"the row has no \"text\"; it has {Fields(line.Value)}.")),
            TextPair = Text(file, line, "text_pair"),
            Label = label.ValueKind is JsonValueKind.Number or JsonValueKind.Array ? null : Text(file, line, "label"),
            Labels = label.ValueKind == JsonValueKind.Array ? Texts(file, line, "label") : null,
            Target = label.ValueKind == JsonValueKind.Number ? label.GetDouble() : null,
            Tokens = tokens,
            Tags = tags,
            Group = Text(file, line, "group"),
        }, reason => file.Refuse(line.Number, reason));
    }

    private static (List<string> Tokens, List<string> Tags) Spans(JsonLinesFile file, JsonLine line, JsonElement spans)
    {
        try
        {
            var (tokens, tags) = SpanWords.Tag(Text(file, line, "text") ?? "", [.. spans.EnumerateArray().Select(static span => new TagSpan(
                span.GetProperty("label").GetString()!, span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32()))]);
            return ([.. tokens], [.. tags]);
        }
        catch (ArgumentException e)
        {
            throw file.Refuse(line.Number, e.Message.Split(" (Parameter")[0], e);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw file.Refuse(line.Number, "\"spans\" is not a list of {\"start\": 0, \"end\": 5, \"label\": \"…\"}.", e);
        }
    }

    private static string Id(JsonLine line) => line.Value.TryGetProperty("id", out var id) && (id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        ? id.ToString()
        : $"line {line.Number}";

    private static string? Text(JsonLinesFile file, JsonLine line, string name)
    {
        if (!line.Value.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw file.Refuse(line.Number, $"\"{name}\" is {Kind(value)}, and a text in quotation marks is needed.");
    }

    private static List<string>? Texts(JsonLinesFile file, JsonLine line, string name)
    {
        if (!line.Value.TryGetProperty(name, out var values) || values.ValueKind == JsonValueKind.Null) return null;
        if (values.ValueKind != JsonValueKind.Array || values.EnumerateArray().Any(static value => value.ValueKind != JsonValueKind.String))
            throw file.Refuse(line.Number, $"\"{name}\" is not a list of texts.");
        return [.. values.EnumerateArray().Select(static value => value.GetString()!)];
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => "a number",
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        _ => value.GetRawText(),
    };

    private static string Fields(JsonElement row) => string.Join(", ", row.EnumerateObject().Select(static field => $"\"{field.Name}\"")) is { Length: > 0 } names ? names : "no field at all";
}
