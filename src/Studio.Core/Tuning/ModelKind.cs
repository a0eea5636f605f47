using System.Text.Json;
using Studio.Trainer.Formats;
using Studio.Trainer.Models.Inspection;

namespace Studio.Core.Tuning;

/// <summary>A few words on a model folder, from its <c>config.json</c>.</summary>
internal static class ModelKind
{
    public static string? Read(string folder)
    {
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
            var root = config.RootElement;
            return $"{Text(root, "model_type")}, {Text(root, "num_hidden_layers")} layers, hidden {Text(root, "hidden_size")}";
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static ModelForm? Form(string folder)
    {
        try
        {
            return ModelFacts.FormOf(ModelConfig.Load(folder).ModelType);
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The length of its hidden vectors; null where it cannot be told.</summary>
    public static int? Width(string folder)
    {
        try
        {
            return ModelFacts.WidthOf(ModelConfig.Load(folder));
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value.ToString() : "?";
}
