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
        await Assert.ThrowsAsync<ForbiddenException>(() => roomy.RunAsync(project.Viewer, project.Id, project.SnapshotId, recipe, Cancel));
        await Assert.ThrowsAsync<InvalidRecipeException>(() => roomy.RunAsync(project.Maintainer, project.Id, project.SnapshotId, recipe with { BatchSize = 0 }, Cancel));
    }

    private static EstimateRun Estimate(TuningHost host, Func<int, long?> peak) =>
        new(host.Get<IDbContextFactory<StudioDb>>(), new MemorySnapshots(), host.Get<BaseModels>(), new Probe(peak));

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
