namespace Studio.Web.Tests.House;

/// <summary>The written files of the repository; nothing generated, built or restored.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root with forward slashes, of files with one of these endings.</summary>
    public static IReadOnlyList<string> Files(params string[] endings) =>
        [.. new[] { "src", "tests", "migrations" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj" or "Migrations" or "node_modules" or "TestResults"))
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)];

    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    public static void ExpectNone(IEnumerable<string> found)
    {
        var list = found.ToArray();
        Assert.True(list.Length == 0, string.Join('\n', list));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run from within the repository.");
        return folder.FullName;
    }
}
