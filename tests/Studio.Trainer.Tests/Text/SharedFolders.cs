using System.IO.Compression;
using System.Text.Json;
using Studio.Trainer.Text;

namespace Studio.Trainer.Tests.Text;

/// <summary>Where the golden files and the data lie: named by the environment, or beside the repository.</summary>
internal static class SharedFolders
{
    public static string? Golden { get; } = Find("STUDIO_GOLDEN", "golden");

    public static string? Data { get; } = Find("STUDIO_DATA", "data");

    /// <summary>The path below the golden folder; the test is skipped where there is none.</summary>
    public static string GoldenPath(string relative) => Existing(Golden, relative, "golden files", "STUDIO_GOLDEN");

    public static string DataPath(string relative) => Existing(Data, relative, "shared data", "STUDIO_DATA");

    /// <summary>Names for a theory; one empty name where the folder is absent, so that the test can say that it is skipped.</summary>
    public static IReadOnlyList<string> GoldenFiles(string folder, string pattern)
    {
        var path = Golden is null ? null : Path.Combine(Golden, folder);
        if (path is null || !Directory.Exists(path)) return [""];
        return [.. Directory.GetFiles(path, pattern).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
    }

    public static JsonElement Json(string path)
    {
        using var file = File.OpenRead(path);
        if (!path.EndsWith(".gz", StringComparison.Ordinal)) return JsonDocument.Parse(file).RootElement;
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(gzip).RootElement;
    }

    /// <summary>Opens the tokenizer of a folder; files that lie there compressed are unpacked into a folder of their own first.</summary>
    public static ITokenizer Tokenizer(string folder)
    {
        var packed = Directory.GetFiles(folder, "*.gz");
        if (packed.Length == 0) return TokenizerFolder.Load(folder);
        var unpacked = Directory.CreateTempSubdirectory("studio-tokenizer-");
        try
        {
            foreach (var path in Directory.GetFiles(folder))
            {
                var name = path.EndsWith(".model.gz", StringComparison.Ordinal) ? "tokenizer.model" : Path.GetFileName(path);
                using var source = File.OpenRead(path);
                using var target = File.Create(Path.Combine(unpacked.FullName, name.Replace(".gz", "", StringComparison.Ordinal)));
                using Stream content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(source, CompressionMode.Decompress) : source;
                content.CopyTo(target);
            }

            return TokenizerFolder.Load(unpacked.FullName);
        }
        finally
        {
            unpacked.Delete(recursive: true);
        }
    }

    private static string Existing(string? folder, string relative, string what, string variable)
    {
        var path = folder is null || relative.Length == 0 ? null : Path.Combine(folder, relative);
        Assert.SkipUnless(path is not null && Path.Exists(path), $"The {what} are not here; name their folder in {variable}.");
        return path!;
    }

    private static string? Find(string variable, string name)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Studio.sln")))
                return Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared", name) is var path && Directory.Exists(path) ? path : null;
        return null;
    }
}
