using System.Text.Json;

namespace Studio.Templates.Tests;

/// <summary>Reference results and published files, where they are present.</summary>
internal static class SharedFiles
{
    public static string Golden { get; } = Find("STUDIO_GOLDEN", "golden");

    public static string Data { get; } = Find("STUDIO_DATA", "data");

    public static JsonElement Json(string path)
    {
        Assert.SkipUnless(File.Exists(path), $"{path} is not here; the reference files are shared beside the repository.");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    private static string Find(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
            return given;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.Parent?.FullName ?? "", "shared", name);
    }
}
