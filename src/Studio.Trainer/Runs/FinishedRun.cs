using System.Text.Json;
using Studio.Trainer.Native;
using Studio.Trainer.Runs.Checkpoints;

namespace Studio.Trainer.Runs;

/// <summary>The result of a finished run beside its model, so that asking for the same run again answers at once: its checkpoints are gone by then.</summary>
internal sealed record FinishedRun(string Fingerprint, string WeightsSha256, int Steps, int BestStep, IReadOnlyDictionary<string, double> BestMetrics, bool StoppedEarly, double Seconds)
{
    private const string FileName = "run_result.json";

    public static void Write(string outputDirectory, string fingerprint, TrainingResult result) => DurableFiles.Replace(
        Path.Combine(outputDirectory, FileName),
        JsonSerializer.SerializeToUtf8Bytes(
            new FinishedRun(fingerprint, result.WeightsSha256, result.Steps, result.BestStep, result.BestMetrics, result.StoppedEarly, result.Elapsed.TotalSeconds), RecipeJson.Options));

    /// <summary>The result of this very run, if it is finished and its weights are as they were written; else null.</summary>
    public static TrainingResult? Find(string outputDirectory, PreparedRun run)
    {
        string path = Path.Combine(outputDirectory, FileName), model = Path.Combine(outputDirectory, "model"), weights = Path.Combine(model, "model.safetensors");
        if (!File.Exists(path) || !File.Exists(weights))
            return null;
        try
        {
            var found = JsonSerializer.Deserialize<FinishedRun>(File.ReadAllBytes(path), RecipeJson.Options);
            return found is null || found.Fingerprint != run.Fingerprint || ManifestFile.Of(weights).Sha256 != found.WeightsSha256 ? null : new(
                model, found.WeightsSha256, found.Steps, found.BestStep, found.BestMetrics, found.StoppedEarly, TimeSpan.FromSeconds(found.Seconds), run.Labels,
                run.TunedParameters);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
