using Studio.Trainer.Formats;
using Studio.Trainer.Generation;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Runs;

/// <summary>What is wrong with a language run is said in a sentence that names it.</summary>
[Collection(EngineCollection.Name)]
public sealed class BadLanguageRunTests
{
    private static readonly ScratchShape Small = new() { HiddenSize = 32, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 64, MaxPositionEmbeddings = 64, VocabSize = 300 };

    private static readonly Recipe Sft = new()
    {
        Task = "causal-lm",
        Optimizer = new() { LearningRate = 1e-3 },
        BatchSize = 8,
        Epochs = 2,
        MaxLength = 32,
        Evaluation = new() { MetricForBestModel = "loss" },
    };

    [Theory]
    [InlineData("causal-lm", "full")]
    [InlineData("causal-lm", "lora")]
    [InlineData("preference", "full")]
    [InlineData("preference", "lora")]
    public async Task A_loss_that_stops_being_a_number_ends_the_run_with_advice_and_leaves_the_last_checkpoint(string task, string method)
    {
        using var run = new SmallRun();
        var recipe = Sft with
        {
            Task = task,
            Method = method,
            BaseModel = await BaseAsync(run, Small, "base"),
            Optimizer = new() { LearningRate = 10, Schedule = "constant", MaxGradNorm = 0, WeightDecay = 10 },
            Epochs = 60,
            Evaluation = new() { EvalStrategy = "no" },
        };

        string message = await Refused(run, run.Job(recipe, Rows(task), []), SmallRun.Options with { CheckpointInterval = TimeSpan.Zero });

        Assert.Contains("not a number any more at step", message, StringComparison.Ordinal);
        Assert.Contains("try a tenth of it", message, StringComparison.Ordinal);
        Assert.Equal(run.Events.OfType<StepCompleted>().Last().Step, run.Events.OfType<CheckpointSaved>().Last().Step);
        Assert.All(run.Events.OfType<StepCompleted>(), step => Assert.True(double.IsFinite(step.Loss)));
    }

    [Theory]
    [InlineData("causal-lm")]
    [InlineData("preference")]
    public async Task A_base_model_whose_weights_are_no_numbers_is_named_as_the_reason(string task)
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run, Small, "base");
        Spoil(folder);

        string message = await Refused(run, run.Job(Sft with { Task = task, BaseModel = folder }, Rows(task), Rows(task), "spoiled"));

        Assert.Contains("not a number at the first step", message, StringComparison.Ordinal);
        Assert.Contains("weights of the base model", message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "spoiled", "model")));
    }

    [Theory]
    [InlineData("lora", 2, 48, "is [4, 32], not [4, 48]")]
    [InlineData("lora", 3, 32, "holds no tensor 'base_model.model.model.layers.2.")]
    [InlineData("lora", 1, 32, "holds \"base_model.model.model.layers.1.")]
    [InlineData("soft-prompt", 2, 48, "vectors have 32 numbers (token_dim); this one's have 48")]
    [InlineData("soft-prompt", 3, 32, "one of 2 layers (num_layers); this one has 3")]
    [InlineData("prefix", 2, 48, "is [4, 128], not [4, 192]")]
    [InlineData("prefix", 3, 32, "one of 2 layers (num_layers); this one has 3")]
    public async Task An_adapter_made_for_another_model_is_refused_with_what_differs(string method, int layers, int width, string difference)
    {
        using var run = new SmallRun();
        string own = await BaseAsync(run, Small, "own"), other = await BaseAsync(run, Small with { NumHiddenLayers = layers, HiddenSize = width }, "other");
        var recipe = Sft with { Method = method, BaseModel = own, MaxSteps = 1, Lora = method == "lora" ? new() { R = 4 } : null, SoftPrompt = method == "lora" ? null : new() { NumVirtualTokens = 4 } };
        await run.TrainAsync(run.Job(recipe, Rows("causal-lm"), [], "adapted"));
        string adapter = Path.Combine(run.Folder, "adapted", "adapter");

        using (var fits = TextGenerator.Load(own, adapter, new() { Device = "cpu" }))
            Assert.NotNull(fits.Tokenizer);
        string message = Assert.Throws<ModelFormatException>(() => TextGenerator.Load(other, adapter, new() { Device = "cpu" })).Message;

        Assert.Contains($"The adapter in '{adapter}' does not fit this model", message, StringComparison.Ordinal);
        Assert.Contains($"{layers} layers, vectors of {width} numbers", message, StringComparison.Ordinal);
        Assert.Contains(difference, message, StringComparison.Ordinal);
        Assert.Contains("was made for \"model\"", message, StringComparison.Ordinal);
    }

    private static void Spoil(string folder)
    {
        using var scope = NewDisposeScope();
        List<(string Name, Tensor Tensor)> weights;
        using (var source = WeightFiles.Open(folder))
            weights = [.. source.Names.Select(name => (name, name == "model.norm.weight" ? full_like(source.Read(name), float.NaN) : source.Read(name)))];
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), weights);
    }

    private static async Task<string> BaseAsync(SmallRun run, ScratchShape shape, string name)
    {
        string folder = (await run.TrainAsync(run.Job(Sft with { BaseModel = "scratch", Scratch = shape, MaxSteps = 1 }, Rows("causal-lm"), [], name))).ModelDirectory;
        run.Events.Clear();
        return folder;
    }

    private static IReadOnlyList<TrainingRow> Rows(string task) => [.. Enumerable.Range(0, 32).Select(i => task == "preference"
        ? new TrainingRow { Id = $"{i}", Prompt = $"row {i % 7} of", Chosen = " many rows.", Rejected = " no rows at all." }
        : new TrainingRow { Id = $"{i}", Prompt = $"row {i % 7} of", Completion = $" many rows {i % 5}." })];

    private static async Task<string> Refused(SmallRun run, TrainingJob job, EngineOptions? options = null) =>
        (await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(job, options))).Message;
}
