using Studio.Core.Datasets;
using Studio.Core.ExampleProject;
using Studio.Trainer.Evaluation.Baselines;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters;

namespace Studio.Core.Tests.ExampleProject;

public sealed class ExampleContentTests
{
    private static readonly IReadOnlyList<Ticket> Tickets = new TicketGenerator().Write();
    private static readonly DatasetSplit[] Splits = ExampleDataset.Splits(Tickets);

    [Fact]
    public void The_splits_hold_every_intent_in_the_same_proportions()
    {
        Assert.Equal(ExampleDataset.Unlabeled, Splits.Count(s => s == DatasetSplit.None));
        foreach (var intent in Tickets.Index().Where(t => Splits[t.Index] != DatasetSplit.None).GroupBy(t => t.Item.Label))
        {
            var sizes = intent.CountBy(t => Splits[t.Index]).ToDictionary();
            Assert.InRange(sizes[DatasetSplit.Train] / (double)intent.Count(), 0.66, 0.74);
            Assert.InRange(sizes[DatasetSplit.Test] / (double)intent.Count(), 0.16, 0.24);
        }
    }

    [Fact]
    public async Task It_is_neither_trivial_nor_hopeless_for_a_linear_model()
    {
        var model = TfidfLogisticBaseline.Train(Rows(DatasetSplit.Train), Rows(DatasetSplit.Validation));
        var test = Rows(DatasetSplit.Test).Read().ToList();
        var predictions = await model.PredictAsync([.. test.Select(r => r.Text)], TestContext.Current.CancellationToken);
        Assert.InRange(test.Zip(predictions).Count(pair => pair.First.Label == pair.Second.Label) / (double)test.Count, 0.75, 0.92);
    }

    [Fact]
    public async Task The_example_recipes_learn_the_example()
    {
        Assert.InRange(await LearnAsync(ExampleRun.Recipe), 0.7, 0.95);
        if (StarterModels.Find(StarterModels.Encoder) is { } encoder)
            Assert.InRange(await LearnAsync(ExampleRun.Tuned(encoder)), 0.7, 0.95);
    }

    private static async Task<double> LearnAsync(Recipe recipe)
    {
        var folder = Directory.CreateTempSubdirectory("studio-example-").FullName;
        var job = new TrainingJob { Recipe = recipe, Train = Rows(DatasetSplit.Train), Validation = Rows(DatasetSplit.Validation), OutputDirectory = folder };
        var result = await new TrainingEngine().TrainAsync(job, _ => { }, TestContext.Current.CancellationToken);
        Directory.Delete(folder, recursive: true);
        return result.BestMetrics["accuracy"];
    }

    private static RowList Rows(DatasetSplit split) => new(
        [.. Tickets.Index().Where(t => Splits[t.Index] == split).Select(t => new TrainingRow { Id = $"{t.Index}", Text = t.Item.Text, Label = t.Item.Label })]);
}
