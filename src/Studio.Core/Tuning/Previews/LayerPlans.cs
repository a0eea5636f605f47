using System.Text.Json;
using Studio.Trainer.Methods;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning.Previews;

/// <summary>Which parts of a recipe's model learn from which step on.</summary>
public sealed class LayerPlans(BaseModels baseModels)
{
    private static readonly string[] LayerFields = ["num_hidden_layers", "n_layers", "n_layer"];

    /// <param name="recipe">Its base model must be one of this server's.</param>
    /// <param name="stepsPerEpoch">Optimizer steps in one pass over the training rows.</param>
    /// <returns>Nothing where the model cannot be read.</returns>
    public IReadOnlyList<LearningLayer> Of(Recipe recipe, int stepsPerEpoch) =>
        Layers(recipe) is { } layers ? LearningLayers.Of(recipe, layers, Math.Max(1, stepsPerEpoch)) : [];

    private int? Layers(Recipe recipe)
    {
        if (recipe.BaseModel == "scratch")
            return (recipe.Scratch ?? new ScratchShape()).NumHiddenLayers;
        if (!baseModels.IsKnown(recipe.BaseModel))
            return null;
        try
        {
            using var config = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(recipe.BaseModel, "config.json")));
            return LayerFields.Select(f => config.RootElement.TryGetProperty(f, out var n) && n.TryGetInt32(out var count) && count is > 0 and < 1000 ? count : (int?)null).FirstOrDefault(n => n is not null);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
