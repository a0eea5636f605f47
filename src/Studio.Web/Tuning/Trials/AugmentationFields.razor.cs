using System.Globalization;
using Microsoft.AspNetCore.Components;
using Studio.Core;
using Studio.Core.Tuning.Previews;
using Studio.Trainer.Runs;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Trials;

/// <summary>Changed copies of the training rows, with samples of what they would be.</summary>
public sealed partial class AugmentationFields
{
    private (Guid?, AugmentationSettings?, int) _sampled;

    [Parameter, EditorRequired]
    public required Recipe Recipe { get; set; }

    [Parameter]
    public EventCallback<Recipe> RecipeChanged { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Problems { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<RecipeProblem> Advice { get; set; }

    /// <summary>Where the samples come from; null shows none.</summary>
    [Parameter]
    public Guid? Snapshot { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    [Inject]
    public required AugmentationPreview Preview { get; init; }

    private IReadOnlyList<AugmentedPair> Samples { get; set; } = [];

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Snapshot, Recipe.Augmentation, Recipe.Seed);
        if (wanted == _sampled)
            return;
        _sampled = wanted;
        if (Recipe.Augmentation is null || Snapshot is not { } snapshot || Place.Project is not { } project)
        {
            Samples = [];
            return;
        }

        try
        {
            Samples = await Preview.RunAsync(Place.Actor, project.Id, snapshot, Recipe);
        }
        catch (StudioException)
        {
            // The page says by itself what is wrong with the snapshot.
            Samples = [];
        }
    }

    private Task CopiesAsync(ChangeEventArgs e) => int.TryParse(Text(e), CultureInfo.InvariantCulture, out var copies) && copies > 0
        ? Set((Recipe.Augmentation ?? new()) with { Copies = copies }) : RecipeChanged.InvokeAsync(Recipe with { Augmentation = null });

    private Task Set(AugmentationSettings augmentation) => RecipeChanged.InvokeAsync(Recipe with { Augmentation = augmentation });

    private static string Text(ChangeEventArgs e) => e.Value?.ToString() ?? "";

    private static string Lines(AugmentationSettings augmentation) =>
        string.Join('\n', (augmentation.Synonyms ?? new Dictionary<string, IReadOnlyList<string>>()).Select(s => $"{s.Key}: {string.Join(", ", s.Value)}"));

    private static Dictionary<string, IReadOnlyList<string>>? Parse(string text)
    {
        var synonyms = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Split(':', 2))
            .Where(parts => parts.Length == 2 && parts[0].Trim().Length > 0)
            .GroupBy(parts => parts[0].Trim(), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => (IReadOnlyList<string>)[.. g.SelectMany(p => p[1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))], StringComparer.Ordinal);
        return synonyms.Count == 0 ? null : synonyms;
    }
}
