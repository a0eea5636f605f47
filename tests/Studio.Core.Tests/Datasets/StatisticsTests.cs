using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Exporting;
using Studio.Core.Datasets.Statistics;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

public sealed class StatisticsTests
{
    [Theory]
    [OnBothEngines]
    public async Task A_dataset_is_described_with_its_repeated_texts(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(
            ("one two three", "a", DatasetSplit.Train), ("one two three", "b", DatasetSplit.Test), ("one two three", "a", DatasetSplit.Train),
            ("x", "a", DatasetSplit.Train), ("x", null, DatasetSplit.None), (string.Join(' ', Enumerable.Range(0, 40)), null, DatasetSplit.Train));

        var found = await host.Get<ReadStatistics>().RunAsync(host.Viewer, dataset, Cancel);

        Assert.Equal([("a", 3), ("b", 1), (null, 2)], found.Labels.Select(l => (l.Label, l.Count)));
        Assert.Equal((6, 3, 40), (found.Examples, found.Words.Median, found.Words.Longest));
        Assert.Equal([(0, 4, 5L), (5, 8, 0L), (9, 16, 0L), (17, 32, 0L), (33, 64, 1L)], found.Words.Buckets.Select(b => (b.From, b.To, b.Count)));
        Assert.Equal((2, 3, 1, 1), (found.RepeatedTexts, found.Surplus, found.AcrossSplits, found.Contradictory));
        Assert.Equal([("one two three", 3), ("x", 2)], found.Repeated.Select(r => (r.Text, r.Count)));
        Assert.Equal(["a", "b"], found.Repeated[0].Labels);
        Assert.Equal(("a", 0.75), (found.Evenness.Most, found.Evenness.MostShare));
        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<ReadStatistics>().RunAsync(host.Outsider, dataset, Cancel));
    }

    [Theory]
    [InlineData(ExportFormat.JsonLines, "back.jsonl")]
    [InlineData(ExportFormat.Csv, "back.csv")]
    public async Task What_is_exported_comes_back_the_same(ExportFormat format, string name)
    {
        await using var host = await (await StartAsync()).RunningAsync();
        var source = await host.DatasetAsync();
        await host.ImportAsync(source, Imports.Bytes("text,label,id,split,channel\n\"a \"\"b\"\", c\nd 🙂\",x,7,train,mail\n=SUM(A1),,8,test,\"{}\"\n"));
        using var file = new MemoryStream();
        var write = await host.Get<ExportExamples>().PrepareAsync(host.Viewer, source, ExampleFilter.All, format, Cancel);
        await write(file);

        var copy = await host.DatasetAsync();
        await host.ImportAsync(copy, file.ToArray(), name);

        Assert.Equal(await RowsAsync(source), await RowsAsync(copy));

        async Task<IEnumerable<(string, string?, string?, DatasetSplit)>> RowsAsync(Guid dataset) =>
            (await host.ExamplesAsync(dataset)).Select(e => (e.Text, e.Label, e.ExternalId, e.Split));
    }

    [Fact]
    public async Task The_history_lists_what_was_done_and_taken_back()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("one", "a", DatasetSplit.Train));
        var example = (await host.ExamplesAsync(dataset))[0];
        var step = await host.Get<EditExample>().RunAsync(host.Maintainer, dataset, new ExampleChange(example.Id, "two"), Cancel);
        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);

        var listed = Assert.Single(await host.Get<ListSteps>().RunAsync(host.Viewer, dataset, Cancel));

        Assert.Equal(("Edited example 1", "Mara", false), (listed.Summary, listed.By, listed.CanUndo));
        Assert.NotNull(listed.UndoneAt);
    }
}
