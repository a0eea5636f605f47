using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Studio.Trainer.Formats;

/// <summary>
/// A model's <c>config.json</c>. What Studio does not know is kept and written back. A field with an unfit value is refused by its name.
/// </summary>
public sealed class ModelConfig(JsonObject json, string origin)
{
    private const int MaxBytes = 4 << 20;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The whole object; changes are written by <see cref="Save"/>.</summary>
    public JsonObject Json { get; } = JsonNode.Parse(json.ToJsonString())!.AsObject(); // values made in code convert less freely than read ones

    /// <summary>The file it was read from, for messages.</summary>
    public string Origin { get; } = origin;

    public string ModelType => Text("model_type") ?? throw Bad("model_type", "is missing, so the kind of model is unknown");

    /// <summary>Label names in the order of their ids; empty where the file names none.</summary>
    public IReadOnlyList<string> Labels => ReadLabels();

    /// <summary>Reads <c>config.json</c> of a folder.</summary>
    /// <exception cref="ModelFormatException">It is missing or no JSON object.</exception>
    public static ModelConfig Load(string folder)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            throw new ModelFormatException($"There is no '{path}'. A base model is a Hugging Face folder with config.json and model.safetensors.");
        try
        {
            if (new FileInfo(path).Length <= MaxBytes && JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject json && json.Count >= 0)
                return new(json, path);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new ModelFormatException($"'{path}' is not valid JSON: {e.Message}", e);
        }
        throw new ModelFormatException($"'{path}' is not the JSON object that a config.json is.");
    }

    public void Save(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "config.json"), FileMode.Create, FileAccess.Write);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(Json, Indented));
        file.Flush(flushToDisk: true);
    }

    public string? Text(string name) => Json[name] is JsonValue value ? value.TryGetValue(out string? text) ? text : throw Bad(name, "is not a text") : null;

    public bool Flag(string name, bool otherwise) =>
        Json[name] is JsonValue value ? value.TryGetValue(out bool flag) ? flag : throw Bad(name, "is neither true nor false") : otherwise;

    /// <summary>A whole number within limits that keep a hostile file from asking for absurd amounts of memory.</summary>
    public int Integer(string name, int? otherwise = null, int minimum = 1, int maximum = 1 << 24)
    {
        if (Json[name] is not JsonValue value)
            return otherwise ?? throw Bad(name, "is missing");
        return value.TryGetValue(out long number) && number >= minimum && number <= maximum
            ? (int)number
            : throw Bad(name, $"is {value.ToJsonString()}, not a whole number from {minimum} to {maximum}");
    }

    public double Number(string name, double otherwise, double minimum = 0, double maximum = double.MaxValue)
    {
        if (Json[name] is not JsonValue value)
            return otherwise;
        return value.TryGetValue(out double number) && number >= minimum && number <= maximum
            ? number
            : throw Bad(name, $"is {value.ToJsonString()}, not a number from {minimum.ToString(CultureInfo.InvariantCulture)} to {maximum.ToString(CultureInfo.InvariantCulture)}");
    }

    public ModelFormatException Bad(string name, string what) => new($"'{Origin}': the field \"{name}\" {what}.");

    private List<string> ReadLabels()
    {
        if (Json["id2label"] is not JsonObject map)
            return [];
        var labels = new string?[map.Count];
        foreach (var (key, node) in map)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id >= labels.Length || node is not JsonValue value || !value.TryGetValue(out string? name))
                throw Bad("id2label", "does not map the numbers from 0 on to names");
            labels[id] = name;
        }
        return [.. labels.Select(label => label ?? throw Bad("id2label", "does not map the numbers from 0 on to names"))];
    }
}
