using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Estimates;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Estimates;
using static Studio.Core.Tests.Tuning.TuningHost;

namespace Studio.Core.Tests.Tuning;

public sealed class EstimateRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-estimates-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, OnBothEngines]
    public async Task A_batch_that_does_not_fit_is_answered_with_the_same_step_in_smaller_passes(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var recipe = new Recipe { BatchSize = 32 };

        using var roomy = Estimate(host, _ => 1 << 20);
        using var tight = Estimate(host, batch => batch > 8 ? null : 1 << 20);
        using var none = Estimate(host, _ => null);
        var small = await roomy.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe, Cancel);
        var killed = await tight.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe, Cancel);
        var huge = await none.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe, Cancel);

        Assert.True(small is { Fits: true, Suggested: null });
        Assert.Equal(new BatchChoice(8, 4), killed.Suggested);
        Assert.Null(huge.Estimate);
        Assert.Null(small.Refusal);
        Assert.StartsWith("A few steps of this recipe ran out of memory.", killed.Refusal, StringComparison.Ordinal);
        Assert.EndsWith("8 rows in a pass and 4 passes make the same step and have room.", killed.Refusal, StringComparison.Ordinal);
        Assert.StartsWith("Even a small batch does not fit", huge.Refusal, StringComparison.Ordinal);
        Assert.Null((huge with { Busy = true }).Refusal);
        using var large = Estimate(host, _ => 1L << 50);
        var measured = await large.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe, Cancel);
        Assert.Matches(@"^32 rows in a forward pass need 1,048,576\.0 GiB at the largest\. [0-9.,]+ [MG]iB are free\.", measured.Refusal);
        await Assert.ThrowsAsync<ForbiddenException>(() => roomy.RunAsync(project.Viewer, project.Id, project.SnapshotId, recipe, Cancel));
        await Assert.ThrowsAsync<InvalidRecipeException>(() => roomy.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe with { BatchSize = 0 }, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task A_recipe_that_has_no_room_is_refused_with_the_numbers_before_anything_is_loaded(DatabaseEngine kind)
    {
        await using var database = await TestDatabase.CreateAsync(kind);
        await using var host = await StartAsync(database.Options, _folder, new ScriptedEngine(), worker: false, memory: 1_500_000);
        var project = await TuningProject.CreateAsync(host.Get<IWriteGate>());
        var asked = 0;
        using var estimate = Estimate(host, _ => ++asked);

        var launched = await Assert.ThrowsAsync<InvalidRecipeException>(() => host.LaunchAsync(project));
        var estimated = await Assert.ThrowsAsync<InvalidRecipeException>(() => estimate.RunAsync(project.Maintainer, project.Id, project.SnapshotId, new Recipe(), Cancel));

        Assert.All([Assert.Single(launched.Problems), Assert.Single(estimated.Problems)], problem =>
        {
            Assert.Equal("base_model", problem.Field);
            Assert.Matches(@"needs at least [0-9.]+ MB to learn with all its weights: [0-9.]+ MB for them and [0-9.]+ MB for gradients.*The machine has 1\.5 MB\.", problem.Message);
        });
        Assert.Equal(0, asked);
        await using var db = await host.ReadAsync();
        Assert.False(await db.Runs.AnyAsync(Cancel));
    }

    [Fact]
    public void The_launcher_warns_of_a_model_without_room_and_says_what_would_help()
    {
        var report = new PreflightReport(new TextLengths([5], false), [], 0, 0) { WeightBytes = 8_000_000_000, MemoryBytes = 16_000_000_000 };
        var full = new Recipe { BaseModel = "big", Task = "causal-lm", Optimizer = new() { LearningRate = 2e-5 } };

        var advice = Assert.Single(RecipeAdvice.Of(full, null, report), a => a.Field == "base_model");

        Assert.Contains("needs at least 40.0 GB", advice.Message, StringComparison.Ordinal);
        Assert.Contains("The machine has 16.0 GB. With method lora it needs little more than 8.0 GB.", advice.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(RecipeAdvice.Of(full with { Method = "lora" }, null, report), a => a.Field == "base_model");
        Assert.Contains(RecipeAdvice.Of(full with { Method = "lora" }, null, report with { MemoryBytes = 7_000_000_000 }), a => a.Message.EndsWith("Choose a smaller model.", StringComparison.Ordinal));
    }

    private static EstimateRun Estimate(TuningHost host, Func<int, long?> peak) =>
        new(host.Get<IDbContextFactory<StudioDb>>(), new MemorySnapshots(), host.Get<BaseModels>(), new Probe(peak), host.Get<TuningOptions>());

    /// <summary>Answers with the memory that the test says a batch takes.</summary>
    private sealed class Probe(Func<int, long?> peak) : IRunProbe
    {
        public Task<RunEstimate?> MeasureAsync(ProbeRequest request, CancellationToken cancel) => Task.FromResult(peak(request.Recipe.BatchSize) is not { } bytes ? null : new RunEstimate
        {
            PeakBytes = bytes, WeightBytes = 1, GradientBytes = 1, MomentBytes = 3, ActivationBytes = 1, LongestRows = request.Recipe.BatchSize, LongestTokens = 9, LongestSeconds = 1,
            StepSeconds = 1, ProbedSteps = 6, PrepareSeconds = 1, EvaluationSeconds = 1, CheckpointSeconds = 1, ExportSeconds = 1, Steps = 10, Evaluations = 1, Checkpoints = 1, BatchSize = request.Recipe.BatchSize, Device = "cpu",
        });
    }
}
