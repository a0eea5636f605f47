using System.Security.Cryptography;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class TrainingEngineTests
{
    [Fact]
    public async Task A_scratch_run_learns_tells_its_progress_and_writes_a_hugging_face_folder()
    {
        using var run = new SmallRun();

        var result = await run.TrainAsync(run.Job(SmallRun.Recipe with { Epochs = 12, Dropout = 0 }, train: SmallRun.Rows(600, 1)));

        Assert.True(result.BestMetrics["accuracy"] > 0.9, $"accuracy {result.BestMetrics["accuracy"]}");
        Assert.Equal(["label a", "label b", "label c"], result.Labels);
        string[] files = [.. Directory.EnumerateFiles(result.ModelDirectory).Select(f => Path.GetFileName(f))];
        Assert.Superset(new HashSet<string> { "config.json", "model.safetensors", "vocab.txt", "tokenizer_config.json", "recipe.json" }, files.ToHashSet());
        Assert.Equal(result.WeightsSha256, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(result.ModelDirectory, "model.safetensors"), TestContext.Current.CancellationToken))));
        var prepared = Assert.Single(run.Events.OfType<RunPrepared>());
        var steps = run.Events.OfType<StepCompleted>().ToList();
        Assert.Equal(prepared.TotalSteps, steps.Count);
        Assert.Equal(Enumerable.Range(1, steps.Count), steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.True(s.Loss > 0 && s.GradNorm > 0 && s.TokensPerSecond > 0 && s.MemoryBytes > 0));
        var evaluations = run.Events.OfType<EvaluationCompleted>().ToList();
        Assert.Equal(12, evaluations.Count);
        Assert.All(evaluations, e => Assert.Equal(6, e.Samples.Count));
        Assert.Single(evaluations.Select(e => string.Join(',', e.Samples.Select(s => s.RowId))).Distinct());
    }

    [Fact]
    public async Task The_same_rows_recipe_and_seed_give_the_same_weights_and_another_seed_gives_others()
    {
        using var run = new SmallRun();

        var first = await run.TrainAsync(run.Job(name: "first"));
        var second = await run.TrainAsync(run.Job(name: "second"));
        var other = await run.TrainAsync(run.Job(SmallRun.Recipe with { Seed = 7 }, name: "other"));

        Assert.Equal(first.WeightsSha256, second.WeightsSha256);
        Assert.NotEqual(first.WeightsSha256, other.WeightsSha256);
    }

    [Theory]
    [InlineData(16, 1, 4, 4)]
    [InlineData(16, 1, 1, 16)]
    public async Task Accumulated_passes_give_the_loss_and_gradient_of_the_large_batch(int largeBatch, int one, int batch, int passes)
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Dropout = 0, MaxSteps = 1, BatchSize = largeBatch, GradientAccumulationSteps = one, ClassWeights = new Dictionary<string, double> { ["label a"] = 3 } };
        var rows = SmallRun.Rows(16, 5);

        await run.TrainAsync(run.Job(recipe, train: rows, name: "large"));
        await run.TrainAsync(run.Job(recipe with { BatchSize = batch, GradientAccumulationSteps = passes }, train: rows, name: "parts"));

        var steps = run.Events.OfType<StepCompleted>().ToList();
        Assert.Equal(2, steps.Count);
        Assert.Equal(steps[0].Loss, steps[1].Loss, 1e-5 * steps[0].Loss);
        Assert.Equal(steps[0].GradNorm, steps[1].GradNorm, 1e-4 * steps[0].GradNorm);
    }

    [Fact]
    public async Task Early_stopping_ends_the_run_and_the_best_weights_are_kept()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Epochs = 30, EarlyStopping = new(Patience: 2), Optimizer = SmallRun.Recipe.Optimizer with { Schedule = "constant" } };

        var result = await run.TrainAsync(run.Job(recipe));

        Assert.True(result.StoppedEarly);
        Assert.True(result.BestStep < result.Steps);
        Assert.Equal(result.BestMetrics["accuracy"], run.Events.OfType<EvaluationCompleted>().Max(e => e.Metrics["accuracy"]));
    }

    [Fact]
    public async Task Cancelling_answers_within_one_step_and_leaves_no_model()
    {
        using var run = new SmallRun();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(), report: e =>
        {
            if (e is StepCompleted { Step: 5 })
                cancel.Cancel();
        }, cancel: cancel.Token));

        Assert.Equal(5, run.Events.OfType<StepCompleted>().Last().Step);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "run", "model")));
    }

    [Fact]
    public async Task A_finished_model_is_a_base_for_another_run()
    {
        using var run = new SmallRun();
        var first = await run.TrainAsync(run.Job(name: "first"));
        var recipe = SmallRun.Recipe with { BaseModel = first.ModelDirectory, Scratch = null, Epochs = 1, Method = "head" };

        var second = await run.TrainAsync(run.Job(recipe, name: "second"));

        Assert.True(second.BestMetrics["accuracy"] >= first.BestMetrics["accuracy"] - 0.05);
        Assert.True(second.TrainableParameters < first.TrainableParameters);
        Assert.NotEqual(first.WeightsSha256, second.WeightsSha256);
    }
}
