namespace Studio.Cli.Files;

/// <summary>A model is named by its own folder or by the folder of the run that made it.</summary>
internal static class ModelFolder
{
    public static string Find(string folder) =>
        !File.Exists(Path.Combine(folder, "config.json")) && File.Exists(Path.Combine(folder, "model", "config.json")) ? Path.Combine(folder, "model") : folder;
}
