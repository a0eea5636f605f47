namespace Studio.EndToEnd.Tests.App;

/// <summary>Where things lie in the working tree that these tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The program that the tests run, as the build left it.</summary>
    public static string WebProgram { get; } = Path.Combine(Root, "src", "Studio.Web", "bin", Configuration, "net10.0", "Studio.Web.dll");

    /// <summary>Whether both base models come with the program.</summary>
    public static bool BringsModels => new[] { "starter-encoder", "starter-language" }.All(name => File.Exists(Path.Combine(Path.GetDirectoryName(WebProgram)!, "starters", name, "model.safetensors")));

    /// <summary>The command line, as the build left it.</summary>
    public static string CommandLine { get; } = Path.Combine(Root, "src", "Studio.Cli", "bin", Configuration, "net10.0", "studio.dll");

    /// <summary>A file of the real data sets, or null where they are not on this machine.</summary>
    public static string? Data(string path)
    {
        var folder = Environment.GetEnvironmentVariable("STUDIO_DATA") ?? Path.Combine(Root, "..", "shared", "data");
        var file = Path.Combine(folder, path);
        return File.Exists(file) ? file : null;
    }

    /// <summary>A folder beside the repository, or where the variable says; null where it is not on this machine.</summary>
    public static string? Shared(string variable, string path)
    {
        var first = path.Split('/')[0];
        var root = Environment.GetEnvironmentVariable(variable) ?? Path.Combine(Root, "..", "shared", first);
        var folder = Path.Combine([root, .. path.Split('/').Skip(1)]);
        return Directory.Exists(folder) ? folder : null;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("These tests run from within the repository.");
        return folder.FullName;
    }
}
