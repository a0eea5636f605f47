using Studio.Trainer.Models;

namespace Studio.Trainer.Runs.Estimates;

/// <summary>
/// What a forward pass keeps for the backward pass, counted tensor by tensor: a layer keeps its input, the three projections, the attention's
/// answer, two normalized sums and two wide values of the feed-forward part; dropout keeps a mask beside. The probe corrects what this leaves out.
/// </summary>
internal static class ActivationModel
{
    /// <param name="model">Gives the sizes.</param>
    /// <param name="recipe">The method and what it keeps.</param>
    /// <param name="half">Whether is computed in 16 bits.</param>
    /// <param name="rows">Of one forward pass.</param>
    /// <param name="length">Tokens of each.</param>
    public static long Bytes(TransformerModel model, Recipe recipe, bool half, int rows, int length)
    {
        // Both answers of a pair go through the model together.
        long tokens = (long)rows * length * (recipe.Task is "preference" or "reward" ? 2 : 1), hidden = model.HiddenSize;
        long wide = model.Config.Integer(model.Config.Json.ContainsKey("hidden_dim") ? "hidden_dim" : "intermediate_size", (int)(4 * hidden));
        int bytes = half ? 2 : 4;
        long layer = tokens * bytes * (11 * hidden + 3 * wide);
        if (recipe.GradientCheckpointing)
            return layer + model.LayerCount * tokens * hidden * bytes;
        // A frozen encoder is run through once and keeps nothing but the layer at work.
        return recipe.Method == "head" ? layer : layer * model.LayerCount + tokens * hidden * bytes * 3;
    }
}
