using Studio.Trainer.Evaluation;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class TaskTests
{
    private static readonly Recipe Learning = SmallRun.Recipe with { Epochs = 12, Dropout = 0, Evaluation = new() { MetricForBestModel = "loss" } };

    [Fact]
    public async Task Multi_label_rows_are_learned_and_answered_with_a_probability_for_each_label()
    {
        using var run = new SmallRun();

        var result = await run.TrainAsync(run.Job(Learning with { Epochs = 25 }, train: MultiLabel(900, 1), validation: MultiLabel(60, 2)));

        Assert.True(result.BestMetrics["f1_micro"] > 0.8, $"f1_micro {result.BestMetrics["f1_micro"]}");
        using var classifier = TextClassifier.Load(result.ModelDirectory, threads: 1);
        Assert.Equal(TaskKind.MultiLabel, classifier.Task);
        var answer = Assert.Single(await classifier.PredictAsync(["the day was good and cold"], TestContext.Current.CancellationToken));
        Assert.Equal(3, answer.Scores.Count);
    }

    [Fact]
    public async Task Numbers_are_learned()
    {
        using var run = new SmallRun();

        var result = await run.TrainAsync(run.Job(Learning, train: Numbers(600, 1), validation: Numbers(60, 2)));

        Assert.True(result.BestMetrics["pearson"] > 0.9, $"pearson {result.BestMetrics["pearson"]}");
        Assert.Contains("\"regression\"", await File.ReadAllTextAsync(Path.Combine(result.ModelDirectory, "config.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_tagged_and_scored_by_whole_spans()
    {
        using var run = new SmallRun();
        var recipe = Learning with { Task = "token-classification", Evaluation = new() { MetricForBestModel = "f1" } };

        var result = await run.TrainAsync(run.Job(recipe, train: Tagged(400, 1), validation: Tagged(60, 2)));

        Assert.True(result.BestMetrics["f1"] > 0.9, $"span F1 {result.BestMetrics["f1"]}");
        Assert.Equal(["B-mood", "I-mood", "O"], result.Labels);
        using var model = TransformerModel.Load(result.ModelDirectory);
        Assert.Equal(TaskKind.TokenClassification, model.Task.Kind);
    }

    [Theory]
    [InlineData("bert", "soft-prompt")]
    [InlineData("modernbert", "soft-prompt")]
    [InlineData("modernbert", "lora")]
    [InlineData("modernbert", "gradual")]
    [InlineData("modernbert", "head")]
    public async Task Words_are_tagged_by_every_method_and_the_model_answers_as_measured(string modelType, string method)
    {
        using var run = new SmallRun();
        var recipe = Learning with { Task = "token-classification", Epochs = 2, Evaluation = new() { MetricForBestModel = "f1" } };
        var (train, validation) = (Tagged(400, 1), Tagged(60, 2));
        var first = await run.TrainAsync(run.Job(recipe with { Epochs = 8, Scratch = recipe.Scratch! with { ModelType = modelType } }, train, validation, "base"));

        var tuned = recipe with { BaseModel = first.ModelDirectory, Scratch = null, Method = method, SoftPrompt = method == "soft-prompt" ? new() { NumVirtualTokens = 4 } : null };
        var result = await run.TrainAsync(run.Job(tuned, train, validation));

        using var tagger = TokenClassifier.Load(result.ModelDirectory);
        var card = SpanScorecard.Of([.. validation.Select(row => row.Tags!)], [.. validation.Select(row => tagger.Tag(row).Labels)]);
        Assert.Equal(result.BestMetrics["f1"], card.Micro.F1, 1e-9);
        Assert.True(card.Micro.F1 > 0.8, $"span F1 {card.Micro.F1}");
    }

    [Theory]
    [InlineData("bert", "bert.pooler.dense.weight")]
    [InlineData("modernbert", "classifier.weight")]
    public async Task Hidden_words_are_learned_from_texts_alone_and_the_model_is_a_base_for_tuning(string modelType, string fresh)
    {
        using var run = new SmallRun();
        var texts = SmallRun.Rows(400, 1).Select(r => r with { Label = null }).ToList();
        var recipe = SmallRun.Recipe with { Task = "masked-lm", Dropout = 0, Epochs = 6, Scratch = SmallRun.Recipe.Scratch! with { ModelType = modelType } };

        var pretrained = await run.TrainAsync(run.Job(recipe, train: texts, validation: texts[..60], name: "pretrained"));

        var losses = run.Events.OfType<EvaluationCompleted>().Select(e => e.Metrics["loss"]).ToList();
        Assert.True(losses.Min() < losses[0] && losses.Min() < Math.Log(40), $"losses {string.Join(", ", losses)}");
        var again = await run.TrainAsync(run.Job(recipe, train: texts, validation: texts[..60], name: "again"));
        Assert.Equal(pretrained.WeightsSha256, again.WeightsSha256);
        var tuned = await run.TrainAsync(run.Job(SmallRun.Recipe with { BaseModel = pretrained.ModelDirectory, Scratch = null, Epochs = 1 }, name: "tuned"));
        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains(fresh, StringComparison.Ordinal) && !n.Text.Contains("layers.0", StringComparison.Ordinal));
        Assert.Equal(3, tuned.Labels.Count);
        Assert.Contains($"\"model_type\": \"{modelType}\"", await File.ReadAllTextAsync(Path.Combine(tuned.ModelDirectory, "config.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_metric_that_the_task_does_not_have_is_told_and_replaced()
    {
        using var run = new SmallRun();

        await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 1 }, train: Numbers(40, 1), validation: Numbers(10, 2)));

        Assert.Contains(run.Events.OfType<RunNotice>(), n => n.Text.Contains("no metric \"accuracy\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sequence-classification", "a list of labels")]
    [InlineData("token-classification", "no tokens with tags")]
    public async Task Rows_of_another_kind_are_refused(string task, string says)
    {
        using var run = new SmallRun();
        var rows = SmallRun.Rows(20, 1).Append(new TrainingRow { Id = "odd", Text = "odd", Labels = ["x"] }).ToList();

        var refused = await Assert.ThrowsAsync<TrainingException>(() => run.TrainAsync(run.Job(SmallRun.Recipe with { Task = task }, train: rows)));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    private static List<TrainingRow> MultiLabel(int count, int seed)
    {
        var random = new Random(seed);
        return [.. SmallRun.Rows(count, seed).Select(row =>
        {
            int[] chosen = [.. Enumerable.Range(0, 3).Where(_ => random.Next(2) == 0)];
            return new TrainingRow
            {
                Id = row.Id,
                Text = "we thought it was " + string.Join(" and ", chosen.Select(c => SmallRun.Words[c][random.Next(6)])),
                Labels = [.. chosen.Select(c => $"label {(char)('a' + c)}")],
            };
        })];
    }

    private static List<TrainingRow> Numbers(int count, int seed) =>
        [.. SmallRun.Rows(count, seed).Select(r => r with { Label = null, Target = r.Label == "label a" ? 1 : r.Label == "label b" ? -1 : 0 })];

    private static List<TrainingRow> Tagged(int count, int seed) => [.. SmallRun.Rows(count, seed, labels: 2).Select(r =>
    {
        string[] mood = ["good", "great", "lovely", "bright", "warm", "kind", "bad", "awful", "dull", "dark", "cold", "rude"];
        string[] words = [.. r.Text.Split(' ').SelectMany(w => mood.Contains(w) ? [w, "indeed"] : new[] { w })];
        return new TrainingRow { Id = r.Id, Tokens = words, Tags = [.. words.Select(w => mood.Contains(w) ? "B-mood" : w == "indeed" ? "I-mood" : "O")] };
    })];
}
