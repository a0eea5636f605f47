namespace Studio.Cli.Tests;

/// <summary>Where the golden files lie: named by the environment, or beside the repository.</summary>
internal static class SharedFolders
{
    public static string? Golden { get; } = Environment.GetEnvironmentVariable("STUDIO_GOLDEN") is { Length: > 0 } named ? named : BesideRepository();

    /// <summary>The path below the golden folder; the test is skipped where there is none.</summary>
    public static string GoldenPath(string relative)
    {
        var path = Golden is null ? null : Path.Combine(Golden, relative);
        Assert.SkipUnless(path is not null && Path.Exists(path), "The golden files are not here; name their folder in STUDIO_GOLDEN.");
        return path!;
    }

    private static string? BesideRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
                return Path.Combine(folder.FullName, "..", "shared", "golden") is var path && Directory.Exists(path) ? path : null;
        return null;
    }
}
