using System.Text.Json;
using Studio.Trainer.Runs;

namespace Studio.Cli.Files;

/// <summary>Reads whole files, with refusals that name them.</summary>
internal static class JsonFile
{
    public static string ReadText(string path) => File.Exists(path) ? File.ReadAllText(path) : throw new TrainingException($"There is no file '{path}'.");

    public static JsonElement ReadObject(string path)
    {
        try
        {
            var root = JsonDocument.Parse(ReadText(path)).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new TrainingException($"'{path}' is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new TrainingException($"'{path}' is not valid JSON: {e.Message}", e);
        }
    }
}
