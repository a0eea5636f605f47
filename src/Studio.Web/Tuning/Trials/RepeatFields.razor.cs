using Microsoft.AspNetCore.Components;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning.Trials;

/// <summary>Whether a recipe is trained once, in folds, or in many trials.</summary>
public sealed partial class RepeatFields
{
    [Parameter, EditorRequired]
    public required Recipe Recipe { get; set; }

    [Parameter]
    public EventCallback<Recipe> RecipeChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    private string Kind => Recipe.Search is not null ? "search" : Recipe.Folds is not null ? "folds" : "once";

    private string Help => Kind switch
    {
        "folds" => "Holds out one part after the other and measures on it, so that the figures rest on every row and show how far they vary. Groups stay together, labels keep their mix.",
        "search" => "Trains many times with different values of the fields below and keeps the best. All trials learn from the same rows.",
        _ => "One training, measured on the validation rows.",
    };

    private static string PrunerHelp(SearchSettings search) => search.Pruner == "asha"
        ? $"From evaluation {search.GraceEvaluations} on, only the best third or so goes on at each rung; the reason is shown." : "Every trial is trained to its end.";

    private Task ChooseAsync(ChangeEventArgs e) => Set(Text(e) switch
    {
        "folds" => Recipe with { Folds = 5, Search = null },
        "search" => Recipe with { Folds = null, Search = Usual },
        _ => Recipe with { Folds = null, Search = null },
    });

    // Around what the recipe says now: the setting that matters most, one order of magnitude to either side.
    private SearchSettings Usual => new()
    {
        Space = new Dictionary<string, SearchRange>
        {
            ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = Recipe.Optimizer.LearningRate / 10, Max = Recipe.Optimizer.LearningRate * 10 },
        },
    };

    private Task Set(Recipe recipe) => RecipeChanged.InvokeAsync(recipe);

    private Task Set(SearchSettings search) => Set(Recipe with { Search = search });

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static int Whole(double? value, int otherwise) => value is { } number ? (int)Math.Clamp(Math.Round(number), int.MinValue, int.MaxValue) : otherwise;
}
