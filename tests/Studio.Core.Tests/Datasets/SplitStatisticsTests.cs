using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Splitting;
using Studio.Core.Datasets.Statistics;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>What the statistics say of each split, and of labels that are not shared out evenly.</summary>
public sealed class SplitStatisticsTests
{
    [Theory]
    [OnBothEngines]
    public async Task Each_split_has_its_rows_labels_and_lengths(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(
            ("one two three", "a", DatasetSplit.Train), ("four", "b", DatasetSplit.Train), ("one two three four five six", null, DatasetSplit.Train),
            ("seven eight", "a", DatasetSplit.Test), ("nine", "a", DatasetSplit.None), (string.Join(' ', Enumerable.Range(0, 40)), "c", DatasetSplit.Validation));

        var found = await host.Get<ReadStatistics>().RunAsync(host.Viewer, dataset, Cancel);

        Assert.Equal(
            [(DatasetSplit.Train, 3L, 2L, 3, 6), (DatasetSplit.Validation, 1L, 1L, 40, 40), (DatasetSplit.Test, 1L, 1L, 2, 2), (DatasetSplit.None, 1L, 1L, 1, 1)],
            found.Splits.Select(s => (s.Split, s.Examples, s.Labeled, s.Words.Median, s.Words.Longest)));
        Assert.Equal(["a: 1 0 1 1", "b: 1 0 0 0", "c: 0 1 0 0", "none: 1 0 0 0"], found.Labels.Select(l => $"{l.Label ?? "none"}: {string.Join(' ', l.BySplit)}"));
        Assert.Equal([2L, 1L], found.Splits[0].Words.Buckets.Select(b => b.Count));
        Assert.Equal([0L, 0L, 0L, 0L, 1L], found.Splits[1].Words.Buckets.Select(b => b.Count));
        Assert.Equal(found.Words.Buckets.Select(b => b.Count), Enumerable.Range(0, 5).Select(at => found.Splits.Sum(s => s.Words.Buckets.ElementAtOrDefault(at)?.Count ?? 0)));
        Assert.Equal(["c"], found.SplitEvenness.NotInTrain);
        Assert.Equal(["b", "c"], found.SplitEvenness.NotInTest);
    }

    [Fact]
    public async Task An_uneven_split_is_told_from_one_by_chance_and_from_a_stratified_one()
    {
        await using var host = await StartAsync();
        var random = new Random(5);
        string[] labels = ["refund", "login", "parcel", "other"];
        var drawn = Enumerable.Range(0, 900).Select(i => ($"text {i}", (string?)labels[random.Next(4)], random.Next(3) switch { 0 => DatasetSplit.Test, _ => DatasetSplit.Train })).ToArray();
        var skewed = drawn.Select((row, i) => row.Item2 == "refund" && row.Item3 == DatasetSplit.Test && i % 4 != 0 ? (row.Item1, "login", row.Item3) : row).ToArray();
        var (byChance, uneven) = (await host.DatasetAsync(drawn), await host.DatasetAsync(skewed));

        var even = (await ReadAsync(byChance)).SplitEvenness;
        var found = (await ReadAsync(uneven)).SplitEvenness;
        await host.Get<SplitDataset>().ApplyAsync(host.Maintainer, uneven, new SplitPlan(80, 0, 20, 7), Cancel);
        var mended = (await ReadAsync(uneven)).SplitEvenness;

        Assert.Empty(even.Uneven);
        Assert.Empty(mended.Uneven);
        Assert.Equal(["login", "refund"], found.Uneven.Select(u => u.Label).Order());
        var refund = found.Uneven.Single(u => u.Label == "refund");
        Assert.True(refund.Share < refund.Overall == (refund.Split == DatasetSplit.Test), refund.ToString());
        Assert.Empty(found.NotInTrain);

        Task<DatasetStatistics> ReadAsync(Guid dataset) => host.Get<ReadStatistics>().RunAsync(host.Viewer, dataset, Cancel);
    }

    [Fact]
    public async Task Labels_among_several_and_on_spans_are_counted_once_for_each_example()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("Ann met Bob in Rome", null, DatasetSplit.Train), ("joy and fear", null, DatasetSplit.Test), ("nothing", null, DatasetSplit.Test));
        await AnswerAsync(0, new ExampleAnswer(Spans: [new(0, 3, "person"), new(8, 11, "person"), new(15, 19, "location")]));
        await AnswerAsync(1, new ExampleAnswer(Labels: ["joy", "fear"]));

        var found = await host.Get<ReadStatistics>().RunAsync(host.Viewer, dataset, Cancel);

        Assert.Equal(["fear 1 True", "joy 1 True", "location 1 True", "person 1 True", " 1 False"], found.Labels.Select(l => $"{l.Label} {l.Count} {l.InAnswers}"));
        Assert.Equal([1L, 1L], found.Splits.Select(s => s.Labeled));
        Assert.Null(found.Evenness.Most);

        await AnswerAsync(2, new ExampleAnswer(Spans: []));
        await host.WriteAsync(async db =>
        {
            (await db.Examples.FindAsync([(await host.ExamplesAsync(dataset))[2].Id], Cancel))!.Text = "Ann met Bob in Rome";
            return true;
        });
        var twice = await host.Get<ReadStatistics>().RunAsync(host.Viewer, dataset, Cancel);
        Assert.Equal((1L, 1L), (twice.Contradictory, twice.AcrossSplits));
        Assert.Equal(["Ann (person), Bob (person), Rome (location)", "no spans"], Assert.Single(twice.Repeated).Labels);

        async Task AnswerAsync(int at, ExampleAnswer answer)
        {
            var example = (await host.ExamplesAsync(dataset))[at].Id;
            await host.WriteAsync(async db =>
            {
                (await db.Examples.FindAsync([example], Cancel))!.Answer = answer.ToJson();
                return true;
            });
        }
    }
}
