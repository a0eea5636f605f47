using Studio.Trainer.Formats;
using Studio.Trainer.Models;
using Studio.Trainer.Runs;
using Studio.Trainer.Tests.Runs;

namespace Studio.Trainer.Tests.Models;

[Collection(EngineCollection.Name)]
public sealed class TextClassifierTests
{
    [Fact]
    public async Task A_finished_model_answers_as_the_run_measured_it_from_several_callers_at_once()
    {
        using var run = new SmallRun();
        var result = await run.TrainAsync(run.Job());
        using var classifier = TextClassifier.Load(result.ModelDirectory, threads: 1);
        var rows = SmallRun.Rows(60, 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => classifier.PredictAsync([.. rows.Select(r => r.Text)], TestContext.Current.CancellationToken)));

        Assert.Equal(["label a", "label b", "label c"], classifier.Labels);
        foreach (var predictions in answers)
        {
            double accuracy = predictions.Zip(rows).Count(p => p.First.Label == p.Second.Label) / (double)rows.Count;
            Assert.Equal(result.BestMetrics["accuracy"], accuracy, 1e-9);
            Assert.All(predictions, p => Assert.Equal(1, p.Scores.Sum(), 1e-5));
        }
        var samples = run.Events.OfType<EvaluationCompleted>().Single(e => e.Step == result.BestStep).Samples;
        Assert.All(samples, s => Assert.Equal(s.Prediction, answers[0][int.Parse(s.RowId[4..], System.Globalization.CultureInfo.InvariantCulture)].Label));
    }

    [Fact]
    public async Task No_texts_give_no_answers_and_an_empty_text_gives_one()
    {
        using var run = new SmallRun();
        var result = await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 1 }));
        using var classifier = TextClassifier.Load(result.ModelDirectory, threads: 1);

        Assert.Empty(await classifier.PredictAsync([], TestContext.Current.CancellationToken));
        Assert.Single(await classifier.PredictAsync([""], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Weights_that_do_not_fit_the_config_are_refused_with_their_names()
    {
        using var run = new SmallRun();
        var result = await run.TrainAsync(run.Job(SmallRun.Recipe with { MaxSteps = 1 }));
        string config = Path.Combine(result.ModelDirectory, "config.json");
        string text = await File.ReadAllTextAsync(config, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(config, text.Replace("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2", StringComparison.Ordinal).Replace("\"intermediate_size\": 64", "\"intermediate_size\": 48", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var refused = Assert.Throws<ModelFormatException>(() => TextClassifier.Load(result.ModelDirectory));

        Assert.Contains("bert.encoder.layer.1.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("intermediate.dense.weight is [64, 32], not [48, 32]", refused.Message, StringComparison.Ordinal);
    }
}
