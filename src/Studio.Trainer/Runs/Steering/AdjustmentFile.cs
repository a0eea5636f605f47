using System.Security.Cryptography;
using System.Text.Json;
using Studio.Trainer.Native;

namespace Studio.Trainer.Runs.Steering;

/// <summary>
/// The changes of a run as a file beside its checkpoints, written before the first step under each of them: a checkpoint knows only the changes
/// before it, and a killed run has to repeat those after it too.
/// </summary>
internal sealed record AdjustmentFile(string Fingerprint, IReadOnlyList<RunAdjustment> Adjustments, string Sha256)
{
    public const string FileName = "run_adjustments.json";

    public static void Write(string folder, string fingerprint, IReadOnlyList<RunAdjustment> adjustments) => DurableFiles.Replace(
        Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(new AdjustmentFile(fingerprint, adjustments, Hash(adjustments)), RecipeJson.Options));

    /// <summary>The changes of this very run; null where the file is damaged, none where there is no file or it is another run's.</summary>
    public static IReadOnlyList<RunAdjustment>? Read(string folder, string fingerprint)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return [];
        try
        {
            var file = JsonSerializer.Deserialize<AdjustmentFile>(File.ReadAllBytes(path), RecipeJson.Options);
            return file is null || file.Sha256 != Hash(file.Adjustments) ? null : file.Fingerprint == fingerprint ? file.Adjustments : [];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Hash(IReadOnlyList<RunAdjustment> adjustments) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(adjustments, RecipeJson.Options)));
}
