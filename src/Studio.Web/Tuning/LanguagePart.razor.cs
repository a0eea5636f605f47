using Microsoft.AspNetCore.Components;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>What only language models have in a recipe.</summary>
public sealed partial class LanguagePart
{
    private const string Yes = "yes", No = "no", LossName = "loss";

    [Parameter, EditorRequired]
    public required Recipe Recipe { get; set; }

    [Parameter]
    public EventCallback<Recipe> RecipeChanged { get; set; }

    /// <summary>Those whose texts may be scored for forgetting.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<SnapshotChoice> Snapshots { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    private PreferenceSettings Preference => Recipe.Preference ?? new PreferenceSettings();

    private EvaluationSettings Evaluation => Recipe.Evaluation;

    private Task Set(Recipe recipe) => RecipeChanged.InvokeAsync(recipe);

    private Task Set(PreferenceSettings preference) => Set(Recipe with { Preference = preference });

    private Task Set(EvaluationSettings evaluation) => Set(Recipe with { Evaluation = evaluation });

    private Task SetPrompts(ChangeEventArgs e)
    {
        string[] prompts = Text(e).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Set(Evaluation with { SamplePrompts = prompts.Length == 0 ? null : prompts });
    }

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";
}
