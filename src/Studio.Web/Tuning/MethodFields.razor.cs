using Microsoft.AspNetCore.Components;
using Studio.Trainer.Runs;

namespace Studio.Web.Tuning;

/// <summary>How the weights are adapted, with the settings of the chosen method alone.</summary>
public sealed partial class MethodFields
{
    private const string Rs = "rslora", Do = "dora";

    [Parameter, EditorRequired]
    public required Recipe Recipe { get; set; }

    [Parameter]
    public EventCallback<Recipe> RecipeChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    private LoraSettings Lora => Recipe.Lora ?? new LoraSettings();

    private SoftPromptSettings Prompt => Recipe.SoftPrompt ?? new SoftPromptSettings();

    private UnfreezingSettings Unfreezing => Recipe.Unfreezing ?? new UnfreezingSettings();

    private string Variant => Lora.UseDora ? Do : Lora.UseRslora ? Rs : "";

    private string Help => Recipe.Method switch
    {
        "head" => "Fast and small; the encoder stays as it was pretrained.",
        "gradual" => "Layer after layer from the top, so that little of what was pretrained is forgotten.",
        "lora" or "rslora" or "dora" => "Small matrices beside the frozen weights: little memory, a file of a few megabytes.",
        "prefix" => "Only keys and values in front of every layer are learned: a small file, more room than a soft prompt.",
        "soft-prompt" => "Only vectors in front of the text are learned: the smallest file of all.",
        _ => "Best with enough examples; every weight may move.",
    };

    // The learning rate that suits one method ruins another.
    private Task ChooseAsync(ChangeEventArgs e) => Set(LanguageDefaults.ByMethod(LaunchDefaults.ByMethod(Recipe, Text(e))));

    private Task Set(LoraSettings lora) => Set(Recipe with { Lora = lora });

    private Task Set(Recipe recipe) => RecipeChanged.InvokeAsync(recipe);

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static int Whole(double? value, int otherwise) => value is { } number ? (int)Math.Clamp(Math.Round(number), int.MinValue, int.MaxValue) : otherwise;
}
