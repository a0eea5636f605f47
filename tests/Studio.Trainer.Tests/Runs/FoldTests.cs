using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Folds;
using Studio.Trainer.Runs.Searches;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class FoldTests
{
    private static readonly Recipe Folded = SmallRun.Recipe with { Epochs = 1, Folds = 3, BatchSize = 8 };

    [Fact]
    public void Every_fold_has_the_same_mix_of_labels()
    {
        var rows = SmallRun.Rows(300, 1).Where((_, i) => i % 3 != 2 || i % 4 == 0).ToList();

        int[] folds = FoldPlan.Assign(rows, 5, seed: 3);

        foreach (string label in rows.Select(r => r.Label!).Distinct())
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(f => rows.Where((r, i) => r.Label == label && folds[i] == f).Count())];
            Assert.True(counts.Max() - counts.Min() <= 1, $"{label}: {string.Join(", ", counts)}");
        }
        Assert.Equal(folds, FoldPlan.Assign(rows, 5, seed: 3));
        Assert.NotEqual(folds, FoldPlan.Assign(rows, 5, seed: 4));
    }

    [Fact]
    public void Rows_of_a_group_stay_together()
    {
        var rows = SmallRun.Rows(300, 1).Select((r, i) => r with { Group = $"writer {i % 40}" }).ToList();

        int[] folds = FoldPlan.Assign(rows, 4, seed: 1);

        Assert.All(rows.Zip(folds).GroupBy(p => p.First.Group), group => Assert.Single(group.Select(p => p.Second).Distinct()));
        Assert.All(Enumerable.Range(0, 4), f => Assert.InRange(folds.Count(x => x == f), 60, 90));
    }

    [Fact]
    public void More_folds_than_groups_are_refused()
    {
        var rows = SmallRun.Rows(30, 1).Select((r, i) => r with { Group = $"writer {i % 3}" }).ToList();

        Assert.Contains("there are 3", Assert.Throws<TrainingException>(() => FoldPlan.Assign(rows, 5, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_row_is_answered_once_by_a_model_that_did_not_see_it()
    {
        using var run = new SmallRun();
        var (train, validation) = (SmallRun.Rows(90, 1), SmallRun.Rows(30, 2).Select(r => r with { Id = "v" + r.Id }).ToList());

        var result = await run.TrainAsync(run.Job(Folded, train, validation));

        var file = FoldsFile.Read(Path.Combine(run.Folder, "run"))!;
        Assert.Equal([1, 2, 3], file.Folds.Select(f => f.Fold));
        Assert.All(file.Folds, f => Assert.Equal((80, 40), (f.TrainRows, f.HeldRows)));
        Assert.Equal(file.Folds.Average(f => f.Metrics["accuracy"]), file.Mean["accuracy"], 12);
        Assert.InRange(file.Std["accuracy"], 0, 1);
        var answers = new JsonLinesFile(Path.Combine(run.Folder, "run", FoldsFile.PredictionsName)).Read()
            .Select(l => (Id: l.Value.GetProperty("id").GetString()!, Right: l.Value.GetProperty("label").GetString() == l.Value.GetProperty("prediction").GetString())).ToList();
        Assert.Equal(train.Concat(validation).Select(r => r.Id).Order(StringComparer.Ordinal), answers.Select(a => a.Id).Order(StringComparer.Ordinal));
        Assert.Equal(answers.Count(a => a.Right) / 120.0, file.OutOfFold["accuracy"], 12);
        Assert.Equal((90, 30), run.Events.OfType<RunPrepared>().Select(p => (p.TrainRows, p.ValidationRows)).Single());
        Assert.Equal(3, run.Events.OfType<ChildRunChanged>().Count(c => c.Child.State == ChildState.Finished));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(run.Folder, "run", "folds")));

        // The model is the one that the recipe gives without folds.
        Assert.Equal((await run.TrainAsync(run.Job(Folded with { Folds = null }, train, validation, "plain"))).WeightsSha256, result.WeightsSha256);
    }

    [Fact]
    public async Task A_cross_validation_that_stops_in_the_middle_of_a_fold_goes_on_there()
    {
        using var run = new SmallRun();
        var everyStep = SmallRun.Options with { CheckpointInterval = TimeSpan.Zero };
        var undisturbed = await run.TrainAsync(run.Job(Folded, SmallRun.Rows(90, 1), name: "undisturbed"));
        using var cancel = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.TrainAsync(run.Job(Folded, SmallRun.Rows(90, 1)), everyStep, e =>
        {
            if (e is ChildRunChanged { Child: { Number: 2, CheckpointStep: 4 } })
                cancel.Cancel();
        }, cancel.Token));
        run.Events.Clear();

        var resumed = await run.TrainAsync(run.Job(Folded, SmallRun.Rows(90, 1)), everyStep);

        var children = run.Events.OfType<ChildRunChanged>().Select(c => c.Child).ToList();
        Assert.Equal(ChildState.Finished, Assert.Single(children, c => c.Number == 1).State);
        Assert.Equal(4, children.First(c => c is { Number: 2, TotalSteps: > 0 }).Step);
        Assert.Equal(undisturbed.WeightsSha256, resumed.WeightsSha256);
        FoldsFile before = FoldsFile.Read(Path.Combine(run.Folder, "undisturbed"))!, after = FoldsFile.Read(Path.Combine(run.Folder, "run"))!;
        Assert.Equal(before.Folds.SelectMany(f => f.Metrics), after.Folds.SelectMany(f => f.Metrics));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(run.Folder, "undisturbed", FoldsFile.PredictionsName), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(run.Folder, "run", FoldsFile.PredictionsName), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_fold_can_be_paused_but_not_changed()
    {
        using var run = new SmallRun();
        var control = new RunControl();
        var order = new RunOrder(Guid.NewGuid()) { LearningRate = 1 };
        var job = run.Job(Folded, SmallRun.Rows(90, 1)) with { Control = control };

        await Assert.ThrowsAsync<TrainingPausedException>(() => run.TrainAsync(job, report: e =>
        {
            if (e is not ChildRunChanged { Child: { Number: 2, TotalSteps: > 0 } })
                return;
            control.Post(order);
            control.Post(new(Guid.NewGuid()) { Pause = true });
        }));

        Assert.Equal(order.Id, run.Events.OfType<OrderRefused>().Single().OrderId);
        Assert.Empty(run.Events.OfType<RunAdjusted>());
        Assert.NotNull(await run.TrainAsync(run.Job(Folded, SmallRun.Rows(90, 1))));
    }

    [Fact]
    public async Task Trials_of_real_trainings_give_the_weights_of_the_best_recipe()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with
        {
            Epochs = 2,
            Search = new() { Trials = 4, Space = new Dictionary<string, SearchRange> { ["optimizer.learning_rate"] = new() { Type = "log-uniform", Min = 1e-5, Max = 1e-2 } } },
        };

        var result = await run.TrainAsync(run.Job(recipe, SmallRun.Rows(90, 1)));

        var file = SearchFile.Read(Path.Combine(run.Folder, "run"))!;
        var best = file.Trials.Single(t => t.Number == file.Best);
        Assert.Equal(best.Metrics["loss"], result.BestMetrics["loss"]);
        Assert.Equal(4, file.Trials.Count);
    }
}
