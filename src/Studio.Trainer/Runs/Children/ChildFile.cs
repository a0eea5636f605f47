using System.Text.Json;
using Studio.Trainer.Native;

namespace Studio.Trainer.Runs.Children;

/// <summary>A small file in a run's folder that is replaced as a whole and belongs to one recipe and one set of rows.</summary>
internal static class ChildFile
{
    public static void Write<T>(string path, T content) => DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(content, RecipeJson.Options));

    /// <summary>Null where there is no such file or it cannot be read.</summary>
    public static T? Read<T>(string path)
        where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), RecipeJson.Options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}
