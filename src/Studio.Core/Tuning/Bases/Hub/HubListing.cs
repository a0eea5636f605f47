using System.Text.Json;

namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>A file as the hub announces it.</summary>
internal sealed record HubFile(string Name, long Size, string? Sha256, string? GitId);

/// <summary>A model at one commit: the files that are taken of it.</summary>
internal sealed record HubListing(string Commit, IReadOnlyList<HubFile> Files)
{
    private const int MostShards = 1000;

    /// <exception cref="HubException">The answer is none, or there is nothing in it that Studio takes.</exception>
    public static HubListing Read(JsonElement answer, string id)
    {
        if (answer.ValueKind != JsonValueKind.Object || Text(answer, "sha") is not { } commit || !IsHex(commit, 40)
            || !answer.TryGetProperty("siblings", out var siblings) || siblings.ValueKind != JsonValueKind.Array)
            throw new HubException($"The hub's answer about {id} is not a list of files. Is Studio:Hub:Address a hub?");
        var names = siblings.EnumerateArray().Select(file => Text(file, "rfilename")).OfType<string>().ToList();
        var weights = Weights(names, id);
        var files = siblings.EnumerateArray().Where(file => Text(file, "rfilename") is { } name && (weights.Contains(name) || ModelFileNames.IsTaken(name) && !ModelFileNames.IsWeights(name) && name != ModelFileNames.Index))
            .Select(file => One(file, id)).DistinctBy(file => file.Name).OrderBy(file => ModelFileNames.IsWeights(file.Name)).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        return files.Exists(file => file.Name == "config.json") ? new(commit, files)
            : throw new HubException($"{id} has no config.json, so it is not a model that transformers reads. Look on its page for the model that it was made from.");
    }

    // One file where there is one; otherwise the shards. The same weights in a second form are left where they are.
    private static HashSet<string> Weights(List<string> names, string id)
    {
        if (names.Contains(ModelFileNames.Weights))
            return [ModelFileNames.Weights];
        var shards = names.Where(ModelFileNames.IsWeights).ToHashSet(StringComparer.Ordinal);
        if (shards.Count is > 0 and <= MostShards && names.Contains(ModelFileNames.Index))
            return [.. shards, ModelFileNames.Index];
        var others = names.Where(name => ModelFileNames.IsPickle(name) && !name.Contains('/', StringComparison.Ordinal)).Take(3).ToList();
        throw new HubException(others.Count > 0
            ? $"{id} has its weights only as {string.Join(", ", others)}, and such files can run code when they are read. Take a revision with model.safetensors, such as refs/convert/safetensors or a branch that its page names."
            : $"{id} has no model.safetensors, nor shards of it with their index.");
    }

    private static HubFile One(JsonElement file, string id)
    {
        var name = Text(file, "rfilename")!;
        var lfs = file.TryGetProperty("lfs", out var stored) && stored.ValueKind == JsonValueKind.Object ? stored : default;
        var sha256 = Text(lfs, "sha256") ?? Text(lfs, "oid");
        var size = Number(lfs, "size") ?? Number(file, "size");
        if (size is not { } bytes || bytes < 0)
            throw new HubException($"The hub does not say how large {name} of {id} is, so it cannot be checked.");
        if (!ModelFileNames.IsWeights(name) && bytes > ModelFileNames.LargestSmallFile)
            throw new HubException($"{name} of {id} has {RunDisk.Size(bytes)}; a file of its kind has {RunDisk.Size(ModelFileNames.LargestSmallFile)} at most.");
        if (ModelFileNames.IsWeights(name) && (sha256 is null || !IsHex(sha256, 64)))
            throw new HubException($"The hub does not state the SHA-256 of {name} of {id}, so it cannot be checked.");
        return new(name, bytes, sha256 is not null && IsHex(sha256, 64) ? sha256 : null, Text(file, "blobId") is { } git && IsHex(git, 40) && sha256 is null ? git : null);
    }

    private static bool IsHex(string text, int length) => text.Length == length && text.All(char.IsAsciiHexDigitLower);

    private static string? Text(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
