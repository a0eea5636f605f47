using Studio.Trainer.Methods;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

public sealed class LearningLayersTests
{
    [Fact]
    public void Gradual_unfreezing_lets_layer_after_layer_join_as_the_run_itself_does()
    {
        var recipe = new Recipe { Method = "gradual", Unfreezing = new() { LayersPerStage = 2, StepsPerStage = 10 }, Optimizer = new() { LayerwiseLrDecay = 0.5 } };

        var parts = LearningLayers.Of(recipe, layers: 4, stepsPerEpoch: 99);

        Assert.Equal(["head", "layer 4", "layer 3", "layer 2", "layer 1", "embeddings"], parts.Select(p => p.Name));
        Assert.Equal([1, 11, 11, 21, 21, 31], parts.Select(p => p.FromStep!.Value));
        Assert.Equal([1, 0.5, 0.25, 0.125, 0.0625, 0.03125], parts.Select(p => p.RateFactor));
        var plan = new UnfreezingPlan(recipe.Unfreezing, 4, 99);
        for (int layer = -1; layer <= 4; layer++)
            Assert.True(plan.LowestLayer(plan.FirstStep(layer)) <= layer && (plan.FirstStep(layer) == 0 || plan.LowestLayer(plan.FirstStep(layer) - 1) > layer));
    }

    [Theory]
    [InlineData("head", "1,-,-,-")]
    [InlineData("lora", "1,1,1,-")]
    [InlineData("soft-prompt", "1,-,-,1")]
    [InlineData("full", "1,1,1,1")]
    public void Other_methods_learn_from_the_first_step_or_never(string method, string expected) =>
        Assert.Equal(expected, string.Join(',', LearningLayers.Of(new() { Method = method }, 2, 5).Select(p => p.FromStep?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-")));
}
