using System.Text.Json.Nodes;

namespace Studio.Trainer.Tests.Golden;

/// <summary>Files made by other people's software, in the folder of STUDIO_GOLDEN or beside the repository.</summary>
internal static class GoldenFolder
{
    public const string Absent = "";

    public static string? Root { get; } = Find("STUDIO_GOLDEN", "golden");

    /// <summary>Names of the folders under <paramref name="group"/> that pass, or one empty name where there are none, so that the test shows as skipped.</summary>
    public static TheoryData<string> Cases(string group, Func<JsonObject, bool> fits)
    {
        string folder = Path.Combine(Root ?? "", group);
        var names = Root is null || !Directory.Exists(folder) ? [] : Directory.EnumerateDirectories(folder)
            .Where(f => File.Exists(Path.Combine(f, "golden.json")) && fits(Json(Path.Combine(f, "golden.json"))))
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList();
        return [.. names.Count > 0 ? names : [Absent]];
    }

    public static JsonObject Json(string path) => JsonNode.Parse(File.ReadAllBytes(path))!.AsObject();

    public static void SkipIfAbsent(string name)
    {
        if (name == Absent)
            Assert.Skip("No golden files of this kind: set STUDIO_GOLDEN to the folder that holds them, or put them beside the repository as ../shared/golden.");
    }

    internal static string? Find(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
            if (File.Exists(Path.Combine(at, "Studio.sln")))
                return Path.Combine(at, "..", "shared", name) is var path && Directory.Exists(path) ? Path.GetFullPath(path) : null;
        return null;
    }
}
