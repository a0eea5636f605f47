using System.Text.Json;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The names behind class numbers, as Hugging Face's datasets keep them in a Parquet file's metadata.</summary>
internal static class ClassNames
{
    private const string Key = "huggingface";

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlyDictionary<string, string> metadata)
    {
        var names = new Dictionary<string, IReadOnlyList<string>>();
        if (!metadata.TryGetValue(Key, out var json))
            return names;
        try
        {
            using var parsed = JsonDocument.Parse(json);
            if (!TryObject(parsed.RootElement, "info", out var info) || !TryObject(info, "features", out var features))
                return names;
            foreach (var feature in features.EnumerateObject())
            {
                if (feature.Value is { ValueKind: JsonValueKind.Object } && feature.Value.TryGetProperty("names", out var list) && list.ValueKind == JsonValueKind.Array)
                    names[feature.Name] = [.. list.EnumerateArray().Select(n => n.ToString())];
            }
        }
        catch (JsonException)
        {
            // Somebody else's note that cannot be read says nothing about the rows, which keep their numbers.
        }

        return names;
    }

    private static bool TryObject(JsonElement parent, string name, out JsonElement child)
    {
        child = default;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out child) && child.ValueKind == JsonValueKind.Object;
    }
}
