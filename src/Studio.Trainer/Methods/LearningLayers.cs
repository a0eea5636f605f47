using Studio.Trainer.Runs;

namespace Studio.Trainer.Methods;

/// <summary>A part of a model and the step from which it learns: 1 for the first, null for never.</summary>
/// <param name="Name"><c>head</c>, <c>layer 1</c> to <c>layer n</c> from the bottom, or <c>embeddings</c>.</param>
/// <param name="FromStep">Null where the part stays as it was.</param>
/// <param name="Through">What learns in its place: <c>adapter</c> or <c>prompt</c>; null where the part's own weights do.</param>
/// <param name="RateFactor">The share of the learning rate that it gets.</param>
public sealed record LearningLayer(string Name, int? FromStep, string? Through, double RateFactor);

/// <summary>What a recipe lets learn, part by part from the head down, and from which step on.</summary>
public static class LearningLayers
{
    /// <param name="recipe">Its method decides.</param>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="stepsPerEpoch">Optimizer steps in one pass over the training rows.</param>
    public static IReadOnlyList<LearningLayer> Of(Recipe recipe, int layers, int stepsPerEpoch)
    {
        var plan = recipe.Method == "gradual" ? new UnfreezingPlan(recipe.Unfreezing ?? new(), layers, stepsPerEpoch) : null;
        double decay = recipe.Optimizer.LayerwiseLrDecay;
        LearningLayer Part(string name, int layer) => recipe.Method switch
        {
            "head" => new(name, layer == layers ? 1 : null, null, 1),
            "lora" => new(name, layer >= 0 ? 1 : null, layer < layers ? "adapter" : null, 1),
            "soft-prompt" => new(name, layer == layers || layer < 0 ? 1 : null, layer < 0 ? "prompt" : null, 1),
            _ => new(name, plan is null ? 1 : plan.FirstStep(layer) + 1, null, Math.Pow(decay, layers - layer)),
        };
        return [Part("head", layers), .. Enumerable.Range(0, layers).Reverse().Select(i => Part($"layer {i + 1}", i)), Part("embeddings", -1)];
    }
}
