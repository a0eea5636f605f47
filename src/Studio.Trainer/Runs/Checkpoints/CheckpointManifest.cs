using System.Security.Cryptography;
using System.Text.Json;
using Studio.Trainer.Native;

namespace Studio.Trainer.Runs.Checkpoints;

/// <summary>What a finished folder holds: every file with its length and SHA-256. Written last, so that its presence says the rest is there.</summary>
internal sealed record CheckpointManifest(int Format, IReadOnlyList<ManifestFile> Files)
{
    public const string FileName = "manifest.json";
    private const int CurrentFormat = 1;

    /// <summary>Hashes the files of the folder and writes the manifest beside them.</summary>
    public static CheckpointManifest Write(string folder)
    {
        var manifest = new CheckpointManifest(CurrentFormat, [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(ManifestFile.Of)]);
        DurableFiles.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, RecipeJson.Options));
        return manifest;
    }

    /// <summary>Null where the folder is whole, else what is wrong with it.</summary>
    public static string? Damage(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return $"{FileName} is missing";
        try
        {
            if (JsonSerializer.Deserialize<CheckpointManifest>(File.ReadAllBytes(path), RecipeJson.Options) is not { Format: CurrentFormat, Files.Count: > 0 } manifest)
                return $"{FileName} is of another version";
            return manifest.Files.Select(file => file.Damage(folder)).FirstOrDefault(damage => damage is not null);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return $"{FileName} cannot be read";
        }
    }
}

/// <summary>A file's name within its folder, its length in bytes and its hash.</summary>
internal sealed record ManifestFile(string Name, long Length, string Sha256)
{
    public static ManifestFile Of(string path)
    {
        using var file = File.OpenRead(path);
        return new(Path.GetFileName(path), file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    public string? Damage(string folder)
    {
        string path = Path.Combine(folder, Path.GetFileName(Name));
        if (!File.Exists(path))
            return $"{Name} is missing";
        var found = Of(path);
        return found.Length != Length ? $"{Name} has {found.Length} bytes, not {Length}" : found.Sha256 != Sha256 ? $"{Name} was changed or damaged" : null;
    }
}
