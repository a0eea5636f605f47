using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Studio.Core.Models;

/// <summary>
/// Everything that a version is, by hash: its files, the recipe, the frozen rows and the scorecard. It lies beside the weights as
/// <c>studio-manifest.json</c>; the version's digest is that file's SHA-256, so that <c>sha256sum</c> can check it too.
/// </summary>
public sealed record ModelManifest
{
    public const string FileName = "studio-manifest.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
    };

    public int Format { get; init; } = 1;

    /// <summary>Ordered by name, so that equal content gives an equal digest.</summary>
    public required IReadOnlyList<ModelFile> Files { get; init; }

    public required JsonNode Recipe { get; init; }
    public required string SnapshotSha256 { get; init; }
    public required string ScorecardId { get; init; }

    /// <summary>SHA-256 of the scorecard's figures, which in turn name the hash of its rows.</summary>
    public required string ScorecardSha256 { get; init; }

    /// <summary>What was changed about the recipe while the run went on; null where nothing was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ManifestChange>? Changes { get; init; }

    public required string RunId { get; init; }

    public string ToText() => JsonSerializer.Serialize(this, Json);

    public static ModelManifest Parse(string text) => JsonSerializer.Deserialize<ModelManifest>(text, Json)!;

    public static string DigestOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>A change while the run went on: after how many steps, when, by whom, what.</summary>
public sealed record ManifestChange(int Step, DateTime At, string By, string What);

/// <summary>A file of a model folder.</summary>
public sealed record ModelFile(string Name, string Sha256, long SizeBytes);
