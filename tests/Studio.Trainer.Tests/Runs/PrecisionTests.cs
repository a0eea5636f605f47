using Studio.Trainer.Devices;
using Studio.Trainer.Formats;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class PrecisionTests
{
    private static readonly Recipe Half = SmallRun.Recipe with { Precision = "bf16" };

    [Theory]
    [InlineData("full")]
    [InlineData("lora")]
    [InlineData("soft-prompt")]
    [InlineData("gradual")]
    public async Task Gradient_checkpointing_gives_the_same_weights_to_the_bit_with_dropout_and_every_method(string method)
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Scratch = SmallRun.Recipe.Scratch! with { NumHiddenLayers = 3 }, MaxSteps = 8, Dropout = 0.2 };
        if (method != "full")
            recipe = recipe with { BaseModel = (await run.TrainAsync(run.Job(recipe, name: "base"))).ModelDirectory, Scratch = null, Method = method, SoftPrompt = new() { NumVirtualTokens = 4 }, Unfreezing = new() { StepsPerStage = 2 } };

        var plain = await run.TrainAsync(run.Job(recipe, name: "plain"));
        var again = await run.TrainAsync(run.Job(recipe with { GradientCheckpointing = true }, name: "checkpointed"));

        Assert.Equal(plain.WeightsSha256, again.WeightsSha256);
    }

    [Fact]
    public async Task Bf16_learns_as_fp32_does_and_keeps_weights_of_32_bits()
    {
        using var run = new SmallRun();
        var full = await LossesAsync(run, SmallRun.Recipe, "fp32");
        var half = await LossesAsync(run, Half, "bf16");

        Assert.Equal(full.Count, half.Count);
        Assert.All(full.Zip(half), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.1));
        Assert.InRange(Math.Abs(full.TakeLast(10).Average() - half.TakeLast(10).Average()), 0, 0.03);
        using var weights = SafetensorsFile.Open(Path.Combine(run.Folder, "bf16", "model", "model.safetensors"));
        using var scope = NewDisposeScope();
        Assert.All(weights.Entries.Keys, name => Assert.Equal(ScalarType.Float32, weights.Read(name).dtype));
    }

    [Fact]
    public async Task A_bf16_run_that_was_interrupted_ends_with_the_weights_of_the_undisturbed_one()
    {
        using var run = new SmallRun();
        var recipe = Half with { GradientCheckpointing = true, GradientAccumulationSteps = 2 };
        var undisturbed = await run.TrainAsync(run.Job(recipe, name: "undisturbed") with { InsistsOnPrecision = true });
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(recipe) with { InsistsOnPrecision = true }, SmallRun.Options with { CheckpointInterval = TimeSpan.Zero }, e =>
        {
            if (e is CheckpointSaved { Step: 11 })
                cancel.Cancel();
        }, cancel.Token));

        var resumed = await run.TrainAsync(run.Job(recipe) with { InsistsOnPrecision = true });

        Assert.Equal(11, run.Events.OfType<RunPrepared>().Last().ResumedFromStep);
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
    }

    [Theory]
    [InlineData("lora", false)]
    [InlineData("lora", true)]
    [InlineData("soft-prompt", false)]
    [InlineData("head", false)]
    public async Task Bf16_goes_with_every_method(string method, bool dora)
    {
        using var run = new SmallRun();
        string folder = (await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 4 }, name: "base"))).ModelDirectory;

        await run.TrainAsync(run.Job(Half with { BaseModel = folder, Scratch = null, Method = method, Lora = new() { UseDora = dora }, SoftPrompt = new() { NumVirtualTokens = 4 }, MaxSteps = 6 }) with { InsistsOnPrecision = true });

        Assert.All(run.Events.OfType<StepCompleted>(), step => Assert.True(double.IsFinite(step.Loss) && step.GradNorm > 0));
    }

    [Fact]
    public async Task A_processor_that_is_slow_at_bf16_computes_in_32_bits_and_says_so()
    {
        using var run = new SmallRun();
        var full = await run.TrainAsync(run.Job(SmallRun.Recipe, name: "fp32"));
        run.Events.Clear();
        var half = await run.TrainAsync(run.Job(Half, name: "bf16"));

        bool slow = !Arithmetic.MultipliesBFloat16(CPU);
        Assert.Equal(slow, full.WeightsSha256 == half.WeightsSha256);
        Assert.Equal(slow, run.Events.OfType<RunNotice>().Any(notice => notice.Text.Contains("32 bits", StringComparison.Ordinal)));
        Assert.Equal("bf16", RecipeJson.Parse(File.ReadAllText(Path.Combine(half.ModelDirectory, "recipe.json"))).Precision);
    }

    private static async Task<List<double>> LossesAsync(SmallRun run, Recipe recipe, string name)
    {
        run.Events.Clear();
        await run.TrainAsync(run.Job(recipe, name: name) with { InsistsOnPrecision = true });
        return [.. run.Events.OfType<StepCompleted>().Select(s => s.Loss)];
    }
}
