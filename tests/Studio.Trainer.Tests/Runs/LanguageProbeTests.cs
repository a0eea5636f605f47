using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;

namespace Studio.Trainer.Tests.Runs;

/// <summary>What a language run will need, said before it is launched.</summary>
[Collection(EngineCollection.Name)]
public sealed class LanguageProbeTests
{
    private static readonly Recipe Tuning = new()
    {
        Task = "causal-lm",
        BatchSize = 4,
        Epochs = 2,
        MaxLength = 48,
        Evaluation = new() { MetricForBestModel = "loss" },
    };

    [Fact]
    public async Task Adapters_count_for_what_they_add_and_pairs_for_both_answers()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var lora = Tuning with { BaseModel = folder, Method = "lora", Lora = new() { R = 4 } };

        var adapter = await EstimateAsync(run, lora, Answers);
        var full = await EstimateAsync(run, Tuning with { BaseModel = folder }, Answers);
        var pairs = await EstimateAsync(run, lora with { Task = "preference", Evaluation = new() { MetricForBestModel = "accuracy" } }, Pairs);

        Assert.All([adapter, full, pairs], Sane);
        long whole = full.WeightBytes;
        Assert.Equal((whole, whole * 3), (full.GradientBytes, full.MomentBytes));
        Assert.InRange(adapter.WeightBytes - whole, 1, whole / 10);
        Assert.Equal(adapter.WeightBytes - whole, adapter.GradientBytes);
        Assert.Equal(adapter.GradientBytes * 3, adapter.MomentBytes);
        Assert.True(adapter.CalculatedBytes < full.CalculatedBytes, $"{adapter.CalculatedBytes} and {full.CalculatedBytes}");
        Assert.Equal(adapter.LongestTokens, pairs.LongestTokens);
        Assert.Equal(2 * adapter.ActivationBytes, pairs.ActivationBytes);
    }

    [Fact]
    public async Task A_model_larger_than_the_memory_is_refused_with_the_numbers_by_the_estimate_and_by_the_run()
    {
        using var run = new SmallRun();
        string folder = await BaseAsync(run);
        var small = SmallRun.Options with { MemoryBytes = 100_000 };
        var full = Tuning with { BaseModel = folder };

        var estimated = await Assert.ThrowsAsync<TrainingException>(() => EstimateAsync(run, full, Answers, small));
        var trained = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(full, [.. Answers(8)], [], "refused"), small));
        var adapted = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(full with { Method = "lora" }, [.. Answers(8)], [], "adapted"), small));

        Assert.Equal(estimated.Message, trained.Message);
        Assert.Matches(@"needs at least [0-9.]+ MB to learn with all its weights: .* The machine has 0\.1 MB\.", trained.Message);
        Assert.Contains("for its weights alone", adapted.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "refused", "model")));
    }

    private static void Sane(RunEstimate estimate)
    {
        Assert.Equal((100, 2, 4), (estimate.Steps, estimate.Evaluations, estimate.LongestRows));
        Assert.InRange(estimate.LongestTokens, 8, 48);
        Assert.InRange(estimate.ProbedSteps, 6, 60);
        Assert.True(estimate.StepSeconds > 0 && estimate.EvaluationSeconds > 0 && estimate.CheckpointSeconds > 0 && estimate.ExportSeconds > 0 && estimate.PrepareSeconds > 0);
        Assert.Equal(
            estimate.PrepareSeconds + 100 * estimate.StepSeconds + 2 * estimate.EvaluationSeconds + estimate.Checkpoints * estimate.CheckpointSeconds + estimate.ExportSeconds, estimate.TotalSeconds, 9);
        // A small step takes no minute even on a busy machine, and a model of a few megabytes no gigabyte.
        Assert.InRange(estimate.StepSeconds, 1e-5, 60);
        Assert.InRange(estimate.PeakBytes, 0, 1L << 30);
        Assert.InRange(estimate.ActivationBytes, 1, 64 << 20);
    }

    private static Task<RunEstimate> EstimateAsync(SmallRun run, Recipe recipe, Func<int, IEnumerable<TrainingRow>> rows, EngineOptions? options = null) => RunProbe.MeasureAsync(
        new ProbeRequest(recipe, [.. rows(40)], [.. rows(10)], 200, 50), Path.Combine(run.Folder, "probe"), TestContext.Current.CancellationToken, options ?? SmallRun.Options);

    private static async Task<string> BaseAsync(SmallRun run) => (await run.TrainAsync(run.Job(Tuning with
    {
        BaseModel = "scratch",
        Scratch = new() { HiddenSize = 64, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 128, MaxPositionEmbeddings = 64, VocabSize = 300 },
        MaxSteps = 1,
    }, [.. Answers(16)], [], "base"))).ModelDirectory;

    private static IEnumerable<TrainingRow> Answers(int count) =>
        Enumerable.Range(0, count).Select(i => new TrainingRow { Id = $"{i}", Prompt = $"question {i % 9} asks", Completion = Said(i) });

    private static IEnumerable<TrainingRow> Pairs(int count) =>
        Enumerable.Range(0, count).Select(i => new TrainingRow { Id = $"{i}", Prompt = $"question {i % 9} asks", Chosen = Said(i), Rejected = " no." });

    private static string Said(int i) => $" for answer number {i % 9}{(i % 3 == 0 ? " and a reason" : "")}.";
}
