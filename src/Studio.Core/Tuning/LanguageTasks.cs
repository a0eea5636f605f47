using System.Text.Json;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>Which tasks suit which models: language models write, encoders read.</summary>
public static class LanguageTasks
{
    public static bool Is(string task) => RecipeValidation.LanguageTasks.Contains(task);

    /// <summary>The tasks that a snapshot can be used for; preferences need pairs.</summary>
    public static IEnumerable<string> For(SnapshotChoice? snapshot) =>
        [.. RecipeValidation.Tasks, .. RecipeValidation.LanguageTasks.Where(task => task == "causal-lm" || snapshot is null or { PairRows: > 0 })];

    /// <summary>Whether a model of this architecture can learn the task.</summary>
    /// <param name="task">As in a recipe.</param>
    /// <param name="architecture"><c>model_type</c> of its configuration; null where it is not known, and then nothing is refused here.</param>
    public static bool Suits(string task, string? architecture) => architecture is null || task switch
    {
        "masked-lm" or "token-classification" => !ModelFamilies.Writes(architecture),
        _ => !Is(task) || ModelFamilies.Writes(architecture),
    };

    /// <summary>Whether a new model can learn the task: preferences need one that writes already.</summary>
    public static bool FromScratch(string task) => task is not ("preference" or "reward");

    /// <summary><c>model_type</c> of a model's folder.</summary>
    public static string? Architecture(string folder)
    {
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
            return config.RootElement.TryGetProperty("model_type", out var type) ? type.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}
