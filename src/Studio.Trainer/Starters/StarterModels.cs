namespace Studio.Trainer.Starters;

/// <summary>The base models that come with Studio: small, trained by itself on public-domain and own texts, there without a download.</summary>
public static class StarterModels
{
    /// <summary>Continues stories and follows a few kinds of instruction.</summary>
    public const string Language = "starter-language";

    /// <summary>Reads texts for classifiers, taggers and vectors.</summary>
    public const string Encoder = "starter-encoder";

    /// <summary>The folder that holds a folder for each of them; null where a build has none.</summary>
    public static string? Folder { get; } = Path.Combine(AppContext.BaseDirectory, "starters") is var folder && Directory.Exists(folder) ? folder : null;

    /// <summary>The Hugging Face folder of one of them; null where it does not come with this build.</summary>
    public static string? Find(string name) =>
        Folder is { } folder && File.Exists(Path.Combine(folder, name, "config.json")) ? Path.Combine(folder, name) : null;
}
