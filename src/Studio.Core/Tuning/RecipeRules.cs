using System.Globalization;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Core.Tuning;

/// <summary>What the rules need to know of a snapshot.</summary>
public sealed record SnapshotFacts(int TrainRows, int ValidationRows, IReadOnlyList<string> Labels, int AnswerRows = 0, int PairRows = 0);

/// <summary>What must hold between a recipe and the rows it is for.</summary>
public static class RecipeRules
{
    /// <param name="recipe">As it will be trained.</param>
    /// <param name="snapshot">Its rows.</param>
    /// <param name="memory">Bytes that a run may take; null asks for no room.</param>
    public static IReadOnlyList<RecipeProblem> Check(Recipe recipe, SnapshotFacts snapshot, long? memory = null)
    {
        var mistakes = new List<RecipeProblem>(RecipeValidation.Check(recipe));
        if (snapshot.TrainRows == 0)
            mistakes.Add(new("snapshot", "It has no training rows. Give the dataset splits and freeze it again."));
        if (snapshot.ValidationRows == 0)
            mistakes.Add(new("snapshot", "It has no validation rows, so nothing could tell the best checkpoint. Give the dataset splits and freeze it again."));
        if (Labels(recipe.Task, snapshot.Labels) is { } problem)
            mistakes.Add(new("snapshot", problem));
        if (recipe.Task is "preference" or "reward" && snapshot.PairRows == 0)
            mistakes.Add(new("snapshot", "It has no preferences: rows with a chosen and a rejected answer. Import some, or choose another task."));
        if (recipe.BaseModel != "scratch" && LanguageTasks.Architecture(recipe.BaseModel) is { } architecture && !LanguageTasks.Suits(recipe.Task, architecture))
        {
            mistakes.Add(new("base_model", LanguageTasks.Is(recipe.Task)
                ? $"This model ({architecture}) reads whole texts and cannot write. Choose a language model such as llama, qwen2 or gpt2."
                : $"This model ({architecture}) reads from left to right only, and this task looks at words from both sides. Choose an encoder such as bert."));
        }

        if (mistakes.Count == 0 && memory is { } bytes && TrainingMemory.WeightBytes(recipe) is { } weights && TrainingMemory.Of(recipe, weights).Refusal(bytes) is { } refusal)
            mistakes.Add(new("base_model", refusal));
        return mistakes;
    }

    /// <summary>Method and model in a few characters, for names and lists.</summary>
    public static string ShortName(Recipe recipe) =>
        recipe.BaseModel == "scratch" ? "from scratch" : $"{Path.GetFileName(recipe.BaseModel.TrimEnd('/', '\\'))}, {recipe.Method}";

    private static string? Labels(string task, IReadOnlyList<string> labels) => task switch
    {
        "masked-lm" or "causal-lm" or "preference" or "reward" => null,
        "multi-label" or "token-classification" => labels.Count > 0 ? null : "It has no label; label some examples and freeze again.",
        "regression" => labels.Count > 0 && labels.All(l => double.TryParse(l, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? null
            : "A regression needs a number as label of every example; this snapshot has other labels.",
        _ => labels.Count < 2 ? $"It has {labels.Count} label; a classifier needs at least two." : null,
    };
}
