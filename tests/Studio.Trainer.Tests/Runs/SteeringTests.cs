using System.Runtime.InteropServices;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class SteeringTests
{
    private static readonly EngineOptions EveryTenSteps = SmallRun.Options;

    [Fact]
    public async Task A_new_learning_rate_and_more_steps_hold_from_the_next_step_on()
    {
        using var run = new SmallRun();
        var control = new RunControl();

        var result = await run.TrainAsync(run.Job() with { Control = control }, report: e => Give(control, e, (20, Rate(1e-4)), (40, Longer(70))));

        var steps = run.Events.OfType<StepCompleted>().ToList();
        Assert.Equal(70, result.Steps);
        Assert.True(steps[19].LearningRate > 1e-3);
        Assert.InRange(steps[20].LearningRate, 1e-5, 1e-4);
        Assert.Equal(1e-4 * (70 - 45) / (70 - 6), steps[45].LearningRate, 9);
        var adjusted = run.Events.OfType<RunAdjusted>().ToList();
        Assert.Equal([20, 40], adjusted.Select(a => a.Adjustment.Step));
        Assert.Equal(70, adjusted[1].TotalSteps);
        Assert.Equal(steps[40].LearningRate, adjusted[1].LearningRate, 12);
    }

    [Theory]
    [InlineData(18)]
    [InlineData(25)]
    [InlineData(44)]
    public async Task A_killed_run_makes_the_same_changes_again_at_the_same_steps(int killedAt)
    {
        using var run = new SmallRun();
        var options = EveryTenSteps;
        var recipe = SmallRun.Recipe with { Evaluation = new() { EvalStrategy = "steps", EvalSteps = 15 } };
        var orders = new[] { (20, Rate(1e-3)), (40, Longer(70)), (55, Rate(2e-4)) };
        var calm = new RunControl();
        var undisturbed = await run.TrainAsync(run.Job(recipe, name: "calm") with { Control = calm }, options, e => Give(calm, e, orders));

        var control = new RunControl();
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(recipe) with { Control = control }, options, e =>
        {
            Give(control, e, orders);
            if (e is StepCompleted step && step.Step == killedAt)
                cancel.Cancel();
        }, cancel.Token));
        run.Events.Clear();
        // Orders that were obeyed before may come again, as they do when a worker reads them from the database.
        var again = new RunControl();
        foreach (var (_, order) in orders.Where(o => o.Item1 < killedAt))
            again.Post(order);
        var resumed = await run.TrainAsync(run.Job(recipe) with { Control = again }, options, e => Give(again, e, orders));

        Assert.Equal(killedAt / 15 * 15, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(70, resumed.Steps);
        Assert.Equal([20, 40, 55], run.Events.OfType<RunAdjusted>().Select(a => a.Adjustment.Step));
    }

    [Fact]
    public async Task Stopping_keeps_the_best_weights_and_the_same_ones_after_a_kill()
    {
        using var run = new SmallRun();
        var stop = new RunOrder(Guid.NewGuid()) { Stop = true };
        var calm = new RunControl();
        var stopped = await run.TrainAsync(run.Job(name: "calm") with { Control = calm }, report: e => Give(calm, e, (22, stop)));
        Assert.Equal(22, stopped.Steps);
        Assert.Equal([15, 22], run.Events.OfType<EvaluationCompleted>().Select(e => e.Step));

        var control = new RunControl();
        var dying = SmallRun.Options with { CheckpointPassing = moment => { if (moment == "files-written" && Directory.Exists(Path.Combine(run.Folder, "run", "checkpoints", "step-15"))) throw new InvalidOperationException("killed"); } };
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.TrainAsync(run.Job() with { Control = control }, dying, e => Give(control, e, (22, stop))));
        var resumed = await run.TrainAsync(run.Job());

        Assert.Equal(22, resumed.Steps);
        Assert.Equal(stopped.WeightsSha256, resumed.WeightsSha256);
        Assert.Equal(stopped.BestStep, resumed.BestStep);
    }

    [Fact]
    public async Task A_paused_run_goes_on_as_if_nothing_had_been()
    {
        using var run = new SmallRun();
        var undisturbed = await run.TrainAsync(run.Job(name: "calm"));
        var control = new RunControl();

        var paused = await Assert.ThrowsAsync<TrainingPausedException>(() =>
            run.TrainAsync(run.Job() with { Control = control }, report: e => Give(control, e, (23, new RunOrder(Guid.NewGuid()) { Pause = true }))));
        run.Events.Clear();
        var resumed = await run.TrainAsync(run.Job() with { Control = new() });

        Assert.Equal(PauseReason.Asked, paused.Reason);
        Assert.Equal(23, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_with_a_sentence_and_the_run_goes_on()
    {
        using var run = new SmallRun();
        var control = new RunControl();
        control.Post(new RunOrder(Guid.NewGuid()) { Stop = true });
        var job = run.Job(SmallRun.Recipe with { Epochs = 1 }) with { Control = control };

        var result = await run.TrainAsync(job, report: e => Give(control, e, (5, Longer(5)), (6, Rate(0)), (7, Rate(double.NaN))));

        var reasons = run.Events.OfType<OrderRefused>().Select(o => o.Reason).ToList();
        Assert.Equal(15, result.Steps);
        Assert.Equal(4, reasons.Count);
        Assert.Contains("nothing to keep", reasons[0], StringComparison.Ordinal);
        Assert.Contains("5 steps are done already", reasons[1], StringComparison.Ordinal);
        Assert.Contains("learning rate", reasons[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_of_memory_halves_the_forward_pass_and_the_step_learns_the_same()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Dropout = 0, Epochs = 2, GradientAccumulationSteps = 2 };
        await run.TrainAsync(run.Job(recipe, name: "calm"));
        double[] expected = [.. run.Events.OfType<StepCompleted>().Select(s => s.Loss)];
        run.Events.Clear();
        var small = SmallRun.Options with { PassBegins = (step, rows) => { if (step >= 4 && rows > 5) throw new NativeError("CUDA out of memory. Tried to allocate 2.00 GiB"); } };

        var result = await run.TrainAsync(run.Job(recipe), small);

        double[] losses = [.. run.Events.OfType<StepCompleted>().Select(s => s.Loss)];
        Assert.Equal(16, result.Steps);
        Assert.All(expected.Zip(losses), pair => Assert.Equal(pair.First, pair.Second, 4));
        Assert.Equal([8, 4], run.Events.OfType<RunAdjusted>().Select(a => a.Adjustment.MicroBatchSize!.Value));
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("a forward pass takes 4 rows at most", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_ran_out_of_memory_and_was_killed_ends_with_the_same_weights()
    {
        using var run = new SmallRun();
        var small = SmallRun.Options with { PassBegins = Short };
        var undisturbed = await run.TrainAsync(run.Job(name: "calm"), small);
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(), small, e =>
        {
            if (e is StepCompleted { Step: 33 })
                cancel.Cancel();
        }, cancel.Token));

        var resumed = await run.TrainAsync(run.Job(), small);

        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);

        static void Short(int step, int rows)
        {
            if (step >= 17 && rows > 8)
                throw new NativeError("[enforce fail at alloc_cpu.cpp:118] err == 0. DefaultCPUAllocator: can't allocate memory");
        }
    }

    [Fact]
    public async Task One_row_that_does_not_fit_ends_the_run_with_advice()
    {
        using var run = new SmallRun();
        var tiny = SmallRun.Options with { PassBegins = (_, _) => throw new NativeError("CUDA out of memory.") };

        var error = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(), tiny));

        Assert.Contains("smaller max_length", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_list_of_changes_is_told_and_the_checkpoint_knows_those_before_it()
    {
        using var run = new SmallRun();
        var control = new RunControl();
        await Assert.ThrowsAsync<TrainingPausedException>(() => run.TrainAsync(
            run.Job() with { Control = control }, report: e => Give(control, e, (10, Rate(1e-4)), (23, new RunOrder(Guid.NewGuid()) { Pause = true }))));
        string path = Path.Combine(run.Folder, "run", "run_adjustments.json");
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, text.Replace("0.0001", "0.0002", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        run.Events.Clear();

        await run.TrainAsync(run.Job());

        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("list of changes", StringComparison.Ordinal));
        Assert.Equal(1e-4, run.Events.OfType<RunAdjusted>().Single().Adjustment.LearningRate);
    }

    private static RunOrder Rate(double rate) => new(Guid.NewGuid()) { LearningRate = rate };

    private static RunOrder Longer(int steps) => new(Guid.NewGuid()) { MaxSteps = steps };

    private static void Give(RunControl control, RunEvent happened, params (int Step, RunOrder Order)[] orders)
    {
        foreach (var (_, order) in orders.Where(o => happened is StepCompleted step && step.Step == o.Step))
            control.Post(order);
    }

    /// <summary>As TorchSharp throws what libtorch says.</summary>
    private sealed class NativeError(string message) : ExternalException(message);
}
