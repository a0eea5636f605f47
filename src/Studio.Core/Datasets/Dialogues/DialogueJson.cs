using System.Text.Json;
using System.Text.Json.Nodes;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Dialogues;

/// <summary>The fields of rows for language models on their way from files and back, each under its own name and as it came.</summary>
internal static class DialogueJson
{
    /// <summary>Stands in the metadata of formats that have no place for such fields.</summary>
    public const string Field = "dialogue";

    /// <summary>The stored form of the fields of a row and the text to read it by; or what is wrong.</summary>
    public static (string? Json, string Text, string? Problem) Read(IReadOnlyDictionary<string, JsonElement> fields)
    {
        try
        {
            var json = JsonSerializer.Serialize(fields, ExampleAnswer.Plain);
            var dialogue = Dialogue.Parse(json);
            return dialogue.Problem is { } problem ? (null, dialogue.Text, problem) : (json, dialogue.Text, null);
        }
        catch (InvalidInputException refused)
        {
            return (null, "", refused.Message);
        }
        catch (InvalidOperationException)
        {
            return (null, "", "The row holds half of a character (a lone surrogate such as \\ud83d).");
        }
    }

    /// <summary>A cell of a table: lists of messages stand there as JSON, all else as it is.</summary>
    public static JsonElement Cell(string text)
    {
        if (text.AsSpan().TrimStart() is ['[', ..])
        {
            try
            {
                using var parsed = JsonDocument.Parse(text);
                if (parsed.RootElement.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object))
                    return parsed.RootElement.Clone();
            }
            catch (JsonException)
            {
                // A text that begins with a bracket.
            }
        }

        return JsonSerializer.SerializeToElement(text);
    }

    /// <summary>Takes the fields out of metadata that <see cref="Put"/> wrote.</summary>
    public static (string? Json, string? Metadata) Take(string? metadata)
    {
        if (metadata?.Contains($"\"{Field}\":{{", StringComparison.Ordinal) != true || JsonNode.Parse(metadata) is not JsonObject columns || columns[Field] is not JsonObject dialogue)
            return (null, metadata);
        var json = dialogue.ToJsonString(ExampleAnswer.Plain);
        using var parsed = JsonDocument.Parse(json);
        if (Read(parsed.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value)).Problem is not null)
            return (null, metadata);
        columns.Remove(Field);
        return (json, columns.Count == 0 ? null : columns.ToJsonString(ExampleAnswer.Plain));
    }

    public static string Put(string json, string? metadata)
    {
        var columns = metadata is null ? [] : JsonNode.Parse(metadata)!.AsObject();
        columns[Field] = JsonNode.Parse(json);
        return columns.ToJsonString(ExampleAnswer.Plain);
    }
}
