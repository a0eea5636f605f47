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

    /// <summary>Null where it cannot be told, as with all that follow.</summary>
    public static ModelForm? Form(string folder) => Of<ModelForm?>(folder, static config => ModelFacts.FormOf(config.ModelType));

    /// <summary>Its <c>model_type</c>.</summary>
    public static string? Type(string folder) => Of(folder, static config => config.ModelType);

    /// <summary>The length of its hidden vectors.</summary>
    public static int? Width(string folder) => Of<int?>(folder, static config => ModelFacts.WidthOf(config));

    private static T? Of<T>(string folder, Func<ModelConfig, T> tell)
    {
        try
        {
            return tell(ModelConfig.Load(folder));
        }
        catch (Exception error) when (error is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value.ToString() : "?";
}
