using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Core.Datasets.Editing;

/// <summary>Metadata with a tag or a field more or less; everything else in it stays as it is.</summary>
internal static class MetadataEdit
{
    private const string Tags = "tags";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Apply(string? metadata, BulkChange change)
    {
        var fields = metadata is null ? [] : JsonNode.Parse(metadata)!.AsObject();
        var touched = change switch
        {
            { AddTag: { } tag } => Add(fields, tag.Trim()),
            { RemoveTag: { } tag } => TakeAway(fields, tag.Trim()),
            { Field: { } field } => Set(fields, field),
            _ => false,
        };
        return !touched ? metadata : fields.Count == 0 ? null : fields.ToJsonString(Json);
    }

    private static bool Add(JsonObject fields, string tag)
    {
        var tags = TagsOf(fields);
        if (tags.Contains(tag))
            return false;
        fields[Tags] = new JsonArray([.. tags.Append(tag).Select(t => (JsonNode)t)]);
        return true;
    }

    private static bool TakeAway(JsonObject fields, string tag)
    {
        var tags = TagsOf(fields);
        if (!tags.Remove(tag))
            return false;
        if (tags.Count == 0)
            fields.Remove(Tags);
        else
            fields[Tags] = new JsonArray([.. tags.Select(t => (JsonNode)t)]);
        return true;
    }

    private static bool Set(JsonObject fields, MetadataField field)
    {
        if (field.Value is null)
            return fields.Remove(field.Name);
        fields[field.Name] = field.Value;
        return true;
    }

    // A source may have had a column of this name with something else in it; that becomes the first tag.
    private static List<string> TagsOf(JsonObject fields) => fields[Tags] switch
    {
        null => [],
        JsonArray list => [.. list.Select(t => t?.ToString() ?? "")],
        var other => [other.ToString()],
    };
}
