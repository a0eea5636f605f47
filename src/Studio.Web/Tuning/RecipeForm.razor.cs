using Microsoft.AspNetCore.Components;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>Every field of a recipe with what it does, in plain words, and its mistake beside it.</summary>
public sealed partial class RecipeForm
{
    private const string Steps = "steps", Yes = "yes";

    [Parameter, EditorRequired]
    public required Recipe Recipe { get; set; }

    [Parameter]
    public EventCallback<Recipe> RecipeChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<BaseModel> BaseModels { get; set; }

    /// <summary>What the chosen snapshot can be learned for.</summary>
    [Parameter, EditorRequired]
    public required IEnumerable<string> Tasks { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    private ScratchShape Shape => Recipe.Scratch ?? new ScratchShape();

    private OptimizerSettings Optimizer => Recipe.Optimizer;

    private EvaluationSettings Evaluation => Recipe.Evaluation;

    private IEnumerable<BaseModel> Fitting => BaseModels.Where(m => m.Path == Recipe.BaseModel || LanguageTasks.Suits(Recipe.Task, LanguageTasks.Architecture(m.Path)));

    private string TaskHelp => Recipe.Task switch
    {
        "causal-lm" => "Answers of conversations and completions are learned, plain texts whole.",
        "preference" => "From pairs: the chosen answer becomes likelier than the rejected one.",
        "reward" => "A number for each answer, the chosen ones higher.",
        _ => "What the labels of the snapshot are to the model.",
    };

    private bool Unlisted => Recipe.BaseModel != "scratch" && BaseModels.All(m => m.Path != Recipe.BaseModel);

    private string BaseHelp => BaseModels.Count == 0
        ? "Pretrained models appear here once the team added and admitted them under Base models."
        : "A pretrained model needs far fewer examples than one from scratch.";

    private Task Set(Recipe recipe) => RecipeChanged.InvokeAsync(recipe);

    private Task Set(ScratchShape shape) => Set(Recipe with { Scratch = shape });

    private Task Set(OptimizerSettings optimizer) => Set(Recipe with { Optimizer = optimizer });

    private Task Set(EvaluationSettings evaluation) => Set(Recipe with { Evaluation = evaluation });

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static int Whole(double? value, int otherwise) => WholeOrNone(value) ?? otherwise;

    private static int? WholeOrNone(double? value) => value is { } number ? (int)Math.Clamp(Math.Round(number), int.MinValue, int.MaxValue) : null;
}
