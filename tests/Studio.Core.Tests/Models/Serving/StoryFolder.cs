namespace Studio.Core.Tests.Models.Serving;

/// <summary>The small trained writer that lies beside the repository, and copies of it.</summary>
internal static class StoryFolder
{
    public static string Find()
    {
        var models = Environment.GetEnvironmentVariable("STUDIO_MODELS");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); models is null && folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "models");
            models = Directory.Exists(found) ? found : null;
        }

        var story = Path.Combine(models ?? "", "stories260K");
        Assert.SkipUnless(Directory.Exists(story), "The model stories260K is not here: put it beside the repository as ../shared/models/stories260K, or set STUDIO_MODELS.");
        return story;
    }

    /// <summary>A copy that may be changed.</summary>
    public static string Copy(string target)
    {
        Directory.CreateDirectory(target);
        foreach (var file in new[] { "config.json", "tokenizer.json", "model.safetensors" })
            File.WriteAllBytes(Path.Combine(target, file), File.ReadAllBytes(Path.Combine(Find(), file)));
        return target;
    }
}
