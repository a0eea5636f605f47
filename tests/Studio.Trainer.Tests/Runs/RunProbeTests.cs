using Studio.Trainer.Runs.Estimates;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class RunProbeTests
{
    [Fact]
    public async Task A_probe_says_how_long_and_how_large_a_run_will_be_and_from_what()
    {
        using var run = new SmallRun();
        var (train, validation) = (SmallRun.Rows(240, 1), SmallRun.Rows(60, 2));

        var estimate = await RunProbe.MeasureAsync(new ProbeRequest(SmallRun.Recipe, train, validation, 2400, 600), Path.Combine(run.Folder, "probe"), TestContext.Current.CancellationToken, SmallRun.Options);

        Assert.Equal((600, 4, 16), (estimate.Steps, estimate.Evaluations, estimate.LongestRows));
        Assert.InRange(estimate.LongestTokens, 8, 24);
        Assert.InRange(estimate.ProbedSteps, 6, 15);
        Assert.True(estimate.StepSeconds > 0 && estimate.TotalSeconds > estimate.Steps * estimate.StepSeconds);
        Assert.Equal(estimate.WeightBytes * 3, estimate.MomentBytes);
        Assert.True(estimate.ActivationBytes > 0 && estimate.CalculatedBytes > estimate.WeightBytes);
        Assert.True(estimate.ExportSeconds > 0);
        Assert.Equal((4, 0, 0.0), (estimate.Checkpoints, estimate.Repeats, estimate.RepeatSeconds));
    }

    [Fact]
    public async Task Folds_count_with_the_rows_that_each_learns_from()
    {
        using var run = new SmallRun();
        var (train, validation) = (SmallRun.Rows(120, 1), SmallRun.Rows(40, 2));

        var estimate = await RunProbe.MeasureAsync(new ProbeRequest(SmallRun.Recipe with { Folds = 4 }, train, validation, 120, 40), Path.Combine(run.Folder, "probe"), TestContext.Current.CancellationToken, SmallRun.Options);

        Assert.Equal(4, estimate.Repeats);
        Assert.Equal(1.0, estimate.RepeatedRows, 12);
        Assert.Equal(4 * (estimate.TotalSeconds - estimate.PrepareSeconds - estimate.RepeatSeconds), estimate.RepeatSeconds, 9);
    }
}
