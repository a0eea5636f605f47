using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class ResumeTests
{
    private static readonly EngineOptions EveryStep = SmallRun.Options with { CheckpointInterval = TimeSpan.Zero };

    [Fact]
    public async Task A_run_that_was_interrupted_anywhere_ends_with_the_weights_of_the_undisturbed_one()
    {
        using var run = new SmallRun();
        var undisturbed = await run.TrainAsync(run.Job(name: "undisturbed"));

        foreach (int step in new[] { 1, 15, 16, 37 })
        {
            await StopAfter(run, step, $"stopped-{step}");
            run.Events.Clear();
            var resumed = await run.TrainAsync(run.Job(name: $"stopped-{step}"));

            Assert.Equal(step, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
            Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
            Assert.Equal(undisturbed.BestStep, resumed.BestStep);
        }
    }

    [Theory]
    [InlineData("files-written", 9)]
    [InlineData("before-rename", 9)]
    [InlineData("after-rename", 10)]
    [InlineData("before-prune", 10)]
    public async Task A_save_that_breaks_off_leaves_the_checkpoint_before_or_the_new_one(string moment, int resumesFrom)
    {
        using var run = new SmallRun();
        var undisturbed = await run.TrainAsync(run.Job(name: "undisturbed"));
        int saves = 0;
        var breaking = EveryStep with { CheckpointPassing = passed => { if (passed == moment && ++saves == 10) throw new InvalidOperationException("broken off"); } };

        await Assert.ThrowsAsync<InvalidOperationException>(() => run.TrainAsync(run.Job(), breaking));
        run.Events.Clear();
        var resumed = await run.TrainAsync(run.Job(), EveryStep);

        Assert.Equal(resumesFrom, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
    }

    [Theory]
    [InlineData("model.safetensors", "flip")]
    [InlineData("optimizer.safetensors", "cut")]
    [InlineData("run_state.json", "remove")]
    [InlineData("manifest.json", "cut")]
    public async Task A_damaged_checkpoint_is_told_and_the_one_before_is_used(string file, string damage)
    {
        using var run = new SmallRun();
        var undisturbed = await run.TrainAsync(run.Job(name: "undisturbed"));
        await StopAfter(run, 12, "run");
        string path = Path.Combine(run.Folder, "run", "checkpoints", "step-12", file);
        byte[] bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^40] ^= 1;
        if (damage == "remove")
            File.Delete(path);
        else
            await File.WriteAllBytesAsync(path, damage == "cut" ? bytes[..^50] : bytes, TestContext.Current.CancellationToken);

        run.Events.Clear();
        var resumed = await run.TrainAsync(run.Job());

        Assert.Equal(11, run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Level == NoticeLevel.Warning && n.Text.Contains("step 12 is damaged", StringComparison.Ordinal));
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
    }

    [Fact]
    public async Task Checkpoints_of_another_recipe_are_not_gone_on_from()
    {
        using var run = new SmallRun();
        await StopAfter(run, 8, "run");
        run.Events.Clear();

        await run.TrainAsync(run.Job(SmallRun.Recipe with { Epochs = 1 }));

        Assert.Null(run.Events.OfType<RunPrepared>().Single().ResumedFromStep);
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("another recipe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Asking_for_a_finished_run_again_answers_at_once_with_the_same_result()
    {
        using var run = new SmallRun();
        var first = await run.TrainAsync(run.Job());
        Assert.False(Directory.Exists(Path.Combine(run.Folder, "run", "checkpoints")));
        run.Events.Clear();

        var again = await run.TrainAsync(run.Job());

        Assert.Equal(first.WeightsSha256, again.WeightsSha256);
        Assert.Equal(first.BestMetrics, again.BestMetrics);
        Assert.Empty(run.Events.OfType<StepCompleted>());
    }

    [Fact]
    public async Task Only_the_newest_two_checkpoints_and_the_best_stay()
    {
        using var run = new SmallRun();

        await StopAfter(run, 40, "run");

        string[] left = [.. Directory.EnumerateDirectories(Path.Combine(run.Folder, "run", "checkpoints")).Select(d => Path.GetFileName(d))];
        Assert.InRange(left.Length, 2, 3);
        Assert.Contains("step-40", left);
    }

    private static async Task StopAfter(SmallRun run, int step, string name)
    {
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(name: name), EveryStep, e =>
        {
            if (e is CheckpointSaved saved && saved.Step == step)
                cancel.Cancel();
        }, cancel.Token));
    }
}
