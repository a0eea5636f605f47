using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class ExportTests
{
    [Theory]
    [InlineData("full", false)]
    [InlineData("lora", false)]
    [InlineData("lora", true)]
    [InlineData("soft-prompt", false)]
    public async Task What_is_exported_is_loaded_back_and_compared_before_the_run_is_done(string method, bool dora)
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Epochs = 1 };
        var trained = await run.TrainAsync(run.Job(recipe, name: "base"));
        run.Events.Clear();

        await run.TrainAsync(run.Job(method == "full" ? recipe : recipe with { BaseModel = trained.ModelDirectory, Scratch = null, Method = method, Lora = new() { UseDora = dora }, SoftPrompt = new() { NumVirtualTokens = 4 } }));

        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.StartsWith("The written model was loaded back and answers as the trained one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_with_files_that_can_run_code_beside_its_safetensors_is_refused_by_their_names()
    {
        using var run = new SmallRun();
        var made = await run.TrainAsync(run.Job(SmallRun.Recipe with { Epochs = 1 }));
        await File.WriteAllBytesAsync(Path.Combine(made.ModelDirectory, "value_head.bin"), [0x80, 2], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(made.ModelDirectory, "rng_state.pth"), [0x80, 2], TestContext.Current.CancellationToken);

        var refused = Assert.Throws<ModelFormatException>(() => TextClassifier.Load(made.ModelDirectory));
        var job = run.Job(SmallRun.Recipe with { BaseModel = made.ModelDirectory, Scratch = null }, name: "second");
        var launched = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(job));

        Assert.Contains("rng_state.pth, value_head.bin beside its safetensors", refused.Message, StringComparison.Ordinal);
        Assert.Contains("value_head.bin", launched.Message, StringComparison.Ordinal);
    }
}
