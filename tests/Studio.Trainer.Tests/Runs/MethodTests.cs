using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class MethodTests
{
    private static readonly Recipe Tuning = SmallRun.Recipe with { Scratch = null, Epochs = 3, Optimizer = new() { LearningRate = 5e-3, WarmupRatio = 0.1 } };

    public static TheoryData<string> Methods => [.. RecipeOf.Keys];

    private static Dictionary<string, Recipe> RecipeOf { get; } = new()
    {
        ["full"] = Tuning,
        ["head"] = Tuning with { Method = "head" },
        ["gradual"] = Tuning with { Method = "gradual", Unfreezing = new() { StepsPerStage = 12 } },
        ["layerwise"] = Tuning with { Optimizer = Tuning.Optimizer with { LayerwiseLrDecay = 0.8, L1Penalty = 1e-5, L2Penalty = 1e-4, Schedule = "one_cycle" } },
        ["lora"] = Tuning with { Method = "lora", Lora = new() { R = 4, LoraDropout = 0.1 } },
        ["rslora"] = Tuning with { Method = "lora", Lora = new() { R = 4, UseRslora = true, TargetModules = ["all-linear"] } },
        ["dora"] = Tuning with { Method = "lora", Lora = new() { R = 4, UseDora = true, LoraDropout = 0.1 } },
        ["soft-prompt"] = Tuning with { Method = "soft-prompt", SoftPrompt = new() { NumVirtualTokens = 4, PromptTuningInit = "TEXT", PromptTuningInitText = "the day was good" } },
    };

    [Theory, MemberData(nameof(Methods))]
    public async Task A_killed_and_resumed_run_ends_with_the_same_weights_and_the_model_answers_as_measured(string method)
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var recipe = RecipeOf[method] with { BaseModel = folder };
        var everyStep = SmallRun.Options with { CheckpointInterval = TimeSpan.Zero };

        var undisturbed = await run.TrainAsync(run.Job(recipe, name: "undisturbed"));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(recipe), everyStep, e =>
        {
            if (e is CheckpointSaved { Step: 25 })
                cancel.Cancel();
        }, cancel.Token));
        var resumed = await run.TrainAsync(run.Job(recipe));

        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
        using var classifier = TextClassifier.Load(resumed.ModelDirectory, threads: 1);
        var rows = SmallRun.Rows(60, 2);
        var answers = await classifier.PredictAsync([.. rows.Select(r => r.Text)], TestContext.Current.CancellationToken);
        Assert.Equal(resumed.BestMetrics["accuracy"], answers.Zip(rows).Count(p => p.First.Label == p.Second.Label) / 60.0, 1e-9);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("dora")]
    [InlineData("soft-prompt")]
    public async Task The_adapter_on_its_base_gives_the_logits_of_the_finished_model(string method)
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var result = await run.TrainAsync(run.Job(RecipeOf[method] with { BaseModel = folder }));
        string adapter = Path.Combine(run.Folder, "run", "adapter");

        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var merged = TransformerModel.Load(result.ModelDirectory);
        using var adapted = TransformerModel.Load(folder, adapter);
        var batch = new TokenBatch(tensor(new long[] { 2, 20, 31, 42, 3 }, [1, 5]));
        var (expected, actual) = (merged.Forward(batch, new ForwardPass()), adapted.Forward(batch, new ForwardPass()));

        Assert.True((expected - actual).abs().max().item<float>() < 1e-5f);
        Assert.True(result.TrainableParameters < merged.Parameters.Count() / 2);
    }

    [Fact]
    public async Task Gradual_unfreezing_lets_the_layers_join_from_the_top()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var recipe = RecipeOf["gradual"] with { BaseModel = folder };

        var headOnly = await run.TrainAsync(run.Job(recipe with { MaxSteps = 12 }, name: "head"));
        Assert.Equal([1], run.Events.OfType<LayersUnfrozen>().Select(e => e.LowestLayer));
        Assert.Equal(["bert.pooler.dense.bias", "bert.pooler.dense.weight", "classifier.bias", "classifier.weight"], Changed(folder, headOnly.ModelDirectory));

        run.Events.Clear();
        var all = await run.TrainAsync(run.Job(recipe with { MaxSteps = 30 }, validation: [], name: "all"));
        Assert.Equal([(1, 1), (13, 0), (25, -1)], run.Events.OfType<LayersUnfrozen>().Select(e => (e.Step, e.LowestLayer)));
        Assert.Contains("bert.embeddings.LayerNorm.weight", Changed(folder, all.ModelDirectory));
    }

    [Fact]
    public async Task Head_only_changes_nothing_below()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);

        var result = await run.TrainAsync(run.Job(RecipeOf["head"] with { BaseModel = folder }));

        Assert.DoesNotContain(Changed(folder, result.ModelDirectory), name => name.Contains(".encoder.", StringComparison.Ordinal) || name.Contains("embeddings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_no_layer_has_is_refused_with_the_names_that_exist()
    {
        using var run = new SmallRun();
        var recipe = RecipeOf["lora"] with { BaseModel = await BaseAsync(run), Lora = new() { TargetModules = ["q_proj"] } };

        var refused = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(recipe)));

        Assert.Contains("\"q_proj\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("query, key, value, dense", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<string> BaseAsync(SmallRun run) => (await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 10 }, name: "base"))).ModelDirectory;

    private static List<string> Changed(string before, string after)
    {
        using var scope = NewDisposeScope();
        using var old = WeightFiles.Open(before);
        using var tuned = WeightFiles.Open(after);
        return [.. tuned.Names.Where(name => old.Read(name).ne(tuned.Read(name)).any().item<bool>()).Order(StringComparer.Ordinal)];
    }
}
