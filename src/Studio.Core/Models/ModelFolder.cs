using System.Security.Cryptography;
using System.Text;

namespace Studio.Core.Models;

/// <summary>The files of a version on disk: taken over once, read-only, and compared with the manifest whenever they are loaded.</summary>
internal static class ModelFolder
{
    /// <summary>Copies a finished run's model, whole or not at all, and says what was copied.</summary>
    public static async Task<IReadOnlyList<ModelFile>> TakeOverAsync(string source, string target, CancellationToken cancel)
    {
        var arriving = target + ".arriving";
        Remove(arriving);
        Directory.CreateDirectory(arriving);
        try
        {
            var files = new List<ModelFile>();
            foreach (var path in Directory.EnumerateFiles(source).OrderBy(Path.GetFileName, StringComparer.Ordinal))
            {
                var copy = Path.Combine(arriving, Path.GetFileName(path));
                File.Copy(path, copy);
                files.Add(await DescribeAsync(copy, cancel));
            }

            if (!files.Any(f => f.Name.EndsWith(".safetensors", StringComparison.Ordinal)))
                throw new StudioException($"The finished run left no weights (.safetensors) in its model folder, so no version was registered.");
            Remove(target);
            Directory.Move(arriving, target);
            return files;
        }
        catch
        {
            Remove(arriving);
            throw;
        }
    }

    public static async Task SealAsync(string folder, string manifest, CancellationToken cancel)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, ModelManifest.FileName), Encoding.UTF8.GetBytes(manifest), cancel);
        if (OperatingSystem.IsWindows())
            return;
        foreach (var path in Directory.EnumerateFiles(folder))
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.GroupRead);
    }

    /// <summary>Every difference between the folder and the manifest as a sentence; none means that the files are the registered ones.</summary>
    public static async Task<IReadOnlyList<string>> DifferencesAsync(string folder, string manifestText, CancellationToken cancel)
    {
        var differences = new List<string>();
        var expected = ModelManifest.Parse(manifestText).Files.ToDictionary(f => f.Name);
        var present = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder).Where(p => Path.GetFileName(p) != ModelManifest.FileName).ToDictionary(p => Path.GetFileName(p)!)
            : [];
        differences.AddRange(present.Keys.Except(expected.Keys).Order().Select(name => $"{name} was added."));
        foreach (var file in expected.Values)
        {
            if (!present.TryGetValue(file.Name, out var path))
                differences.Add($"{file.Name} is missing.");
            else if (await DescribeAsync(path, cancel) != file)
                differences.Add($"{file.Name} has other content than what was registered.");
        }

        return differences;
    }

    /// <summary>Sizes and times of the files: changes when somebody writes to them, and costs microseconds.</summary>
    public static string StampOf(string folder) => !Directory.Exists(folder) ? "" : string.Join('|', new DirectoryInfo(folder)
        .EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}:{f.Length}:{f.LastWriteTimeUtc.Ticks}"));

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static async Task<ModelFile> DescribeAsync(string path, CancellationToken cancel)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
        var hash = await SHA256.HashDataAsync(stream, cancel);
        return new ModelFile(Path.GetFileName(path), Convert.ToHexStringLower(hash), stream.Length);
    }
}
