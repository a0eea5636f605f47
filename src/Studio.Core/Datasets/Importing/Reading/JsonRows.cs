using System.Text.Encodings.Web;
using System.Text.Json;
using Studio.Core.Datasets.Dialogues;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Rows that are JSON objects: lines of JSON Lines, or the elements of a list.</summary>
internal sealed class JsonRows : IRowReader
{
    private const int RowsForColumns = 200;
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IJsonElements _elements;
    private readonly Queue<string?> _ahead = new();
    private readonly List<string> _columns = [];

    public JsonRows(IJsonElements elements)
    {
        _elements = elements;
        string? first = null;
        while (_ahead.Count < RowsForColumns && _elements.TryRead(out var line))
        {
            _ahead.Enqueue(line);
            using var parsed = Parse(line, out var problem);
            first ??= problem;
            if (parsed is not null)
                _columns.AddRange(parsed.RootElement.EnumerateObject().Select(p => p.Name).Where(name => !_columns.Contains(name)));
        }

        if (_ahead.Count == 0)
            throw new InvalidInputException("This file is empty: it holds no rows.");
        if (_columns.Count == 0)
            throw new InvalidInputException($"None of the first {_ahead.Count:N0} rows could be read. {first}");
    }

    public IReadOnlyList<string> Columns => _columns;

    public long RowsRead { get; private set; }

    public IEnumerable<IReadOnlyList<string?>> Sample(int count)
    {
        while (count-- > 0 && TryNext(out var line))
        {
            using var row = Parse(line, out var problem);
            yield return row is null
                ? [problem]
                : Shown(row.RootElement);
        }
    }

    public IEnumerable<ReadRow> Read(ColumnMapping mapping)
    {
        foreach (var (column, role) in mapping.Roles)
        {
            if (!_columns.Contains(column))
                throw ColumnNames.Missing(column, role, _columns);
        }

        var fields = mapping.Dialogue?.ToDictionary(d => d.Value, d => d.Key);
        while (TryNext(out var line))
            yield return Row(line, mapping, fields);
    }

    private ReadRow Row(string? line, ColumnMapping mapping, Dictionary<string, string>? fields)
    {
        using var parsed = Parse(line, out var problem);
        if (parsed is null)
            return new ReadRow(RowsRead, line ?? "", null, null, null, null, problem);
        string? text = null, label = null, id = null, split = null;
        Dictionary<string, JsonElement>? others = null;
        var dialogue = new Dictionary<string, JsonElement>();
        foreach (var property in parsed.RootElement.EnumerateObject())
        {
            if (fields?.TryGetValue(property.Name, out var field) == true)
            {
                if (property.Value.ValueKind != JsonValueKind.Null)
                    dialogue[field] = property.Value;
            }
            else if (fields is null && property.NameEquals(mapping.Text))
                text = Value(property, mustBeText: true, ref problem);
            else if (property.Name == mapping.Label)
                label = IsListOfTexts(property.Value) ? property.Value.GetRawText() : Value(property, mustBeText: false, ref problem);
            else if (property.Name == mapping.Id)
                id = Value(property, mustBeText: false, ref problem);
            else if (property.Name == mapping.Split)
                split = Value(property, mustBeText: false, ref problem);
            else
                (others ??= [])[property.Name] = property.Value;
        }

        string? json = null;
        if (fields is null)
            problem ??= text is null ? $"The row has no “{mapping.Text}”." : null;
        else if (DialogueJson.Read(dialogue) is var read)
            (json, text, problem) = (read.Json, read.Problem is null ? read.Text : line!, problem ?? read.Problem);
        return new ReadRow(RowsRead, text ?? line!, label, id, split, others is null ? null : JsonSerializer.Serialize(others, Compact), problem, Dialogue: json);
    }

    private string?[] Shown(JsonElement row)
    {
        var cells = new string?[_columns.Count];
        foreach (var property in row.EnumerateObject())
        {
            if (_columns.IndexOf(property.Name) is >= 0 and var at)
                cells[at] = Shown(property);
        }

        return cells;
    }

    private bool TryNext(out string? line)
    {
        if (!_ahead.TryDequeue(out line) && !_elements.TryRead(out line))
            return false;
        RowsRead++;
        return true;
    }

    private static JsonDocument? Parse(string? line, out string? problem)
    {
        problem = null;
        if (line is null)
        {
            problem = $"The row is longer than {RowText.MaxCharacters:N0} characters.";
            return null;
        }

        try
        {
            var parsed = JsonDocument.Parse(line);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
                return parsed;
            problem = "The row is not a JSON object; each row must look like {\"text\": …}.";
            parsed.Dispose();
        }
        catch (JsonException error)
        {
            problem = $"The row is not valid JSON at character {error.BytePositionInLine + 1:N0}.";
        }

        return null;
    }

    private static string? Value(JsonProperty property, bool mustBeText, ref string? problem)
    {
        if (property.Value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
            return Text(property, ref problem);
        if (mustBeText || property.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
            problem ??= $"“{property.Name}” is {Kind(property.Value)} where {(mustBeText ? "a text" : "one value")} is expected.";
        return property.Value.GetRawText();
    }

    private static bool IsListOfTexts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String);

    private static string? Text(JsonProperty property, ref string? problem)
    {
        try
        {
            return property.Value.GetString();
        }
        catch (InvalidOperationException)
        {
            problem ??= $"“{property.Name}” holds half of a character (a lone surrogate such as \\ud83d).";
            return "";
        }
    }

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.Number => "a number",
        _ => "true or false",
    };

    private static string? Shown(JsonProperty property)
    {
        string? problem = null;
        return property.Value.ValueKind == JsonValueKind.String ? Text(property, ref problem) ?? problem : property.Value.GetRawText();
    }
}
