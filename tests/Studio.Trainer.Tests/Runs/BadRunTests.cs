using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class BadRunTests
{
    [Fact]
    public async Task One_label_only_is_refused()
    {
        using var run = new SmallRun();

        string message = await Refused(run, run.Job(train: SmallRun.Rows(40, 1, labels: 1)));

        Assert.Contains("All 40 training rows have the label \"label a\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_rows_and_rows_without_a_label_are_refused()
    {
        using var run = new SmallRun();

        Assert.Contains("no training rows", await Refused(run, run.Job(train: [])), StringComparison.Ordinal);
        Assert.Contains("\"row-3\" (number 4) has no label", await Refused(run, run.Job(train: [.. SmallRun.Rows(40, 1).Select((r, i) => i == 3 ? r with { Label = null } : r)])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fewer_rows_than_a_batch_train_and_are_told()
    {
        using var run = new SmallRun();

        var result = await run.TrainAsync(run.Job(train: SmallRun.Rows(5, 1)));

        Assert.Equal(4, result.Steps);
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("only 5 training rows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Texts_longer_than_the_model_are_cut_and_counted()
    {
        using var run = new SmallRun();
        var rows = SmallRun.Rows(40, 1).Select((r, i) => i < 3 ? r with { Text = string.Join(' ', Enumerable.Repeat(r.Text, 50)) } : r).ToList();

        await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 2, MaxLength = 32 }, train: rows));

        Assert.Equal(3, run.Events.OfType<RunPrepared>().Single().TruncatedRows);
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.StartsWith("3 of 40 training rows are longer than 32 tokens", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_loss_that_is_no_number_ends_the_run_with_advice_and_leaves_the_last_checkpoint()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { Optimizer = new() { LearningRate = 10, Schedule = "constant", MaxGradNorm = 0, WeightDecay = 10 }, Epochs = 40 };

        string message = await Refused(run, run.Job(recipe), SmallRun.Options with { CheckpointInterval = TimeSpan.Zero });

        Assert.Contains("not a number any more at step", message, StringComparison.Ordinal);
        Assert.Contains("learning rate", message, StringComparison.Ordinal);
        Assert.True(run.Events.OfType<CheckpointSaved>().Any());
        Assert.Equal(run.Events.OfType<StepCompleted>().Last().Step, run.Events.OfType<CheckpointSaved>().Last().Step);
    }

    [Fact]
    public async Task A_base_model_that_is_none_is_refused()
    {
        using var run = new SmallRun();
        var recipe = SmallRun.Recipe with { BaseModel = Path.Combine(run.Folder, "nothing"), Scratch = null };
        Assert.Contains("There is no '", await Refused(run, run.Job(recipe)), StringComparison.Ordinal);

        string folder = Directory.CreateDirectory(Path.Combine(run.Folder, "pickles")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "config.json"), """{"model_type":"bert","vocab_size":5}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "vocab.txt"), "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "pytorch_model.bin"), "x", TestContext.Current.CancellationToken);
        Assert.Contains("only as pytorch_model.bin", await Refused(run, run.Job(recipe with { BaseModel = folder })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_class_weight_for_an_unknown_label_is_refused()
    {
        using var run = new SmallRun();

        string message = await Refused(run, run.Job(SmallRun.Recipe with { ClassWeights = new Dictionary<string, double> { ["label z"] = 2 } }));

        Assert.Contains("\"label z\" that no row has", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_validation_rows_the_last_weights_are_kept_and_it_is_told()
    {
        using var run = new SmallRun();

        var result = await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 3 }, validation: []));

        Assert.Empty(result.BestMetrics);
        Assert.Equal(3, result.BestStep);
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("no validation rows", StringComparison.Ordinal));
    }

    private static async Task<string> Refused(SmallRun run, TrainingJob job, EngineOptions? options = null) =>
        (await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(job, options))).Message;
}
