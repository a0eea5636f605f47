using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>One change for many examples, and one undo.</summary>
public sealed class BulkEditTests
{
    [Theory]
    [OnBothEngines]
    public async Task Each_change_reaches_what_is_selected_and_comes_back(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(("refund a", "x", DatasetSplit.Train), ("refund b", null, DatasetSplit.Test), ("other", "y", DatasetSplit.None), ("refund c", "z", DatasetSplit.None));
        var before = await StateAsync();
        var ids = (await host.ExamplesAsync(dataset)).ConvertAll(e => e.Id);
        var refunds = new ExampleSelection(new ExampleFilter(Text: "refund"), Except: [ids[3]]);
        (ExampleSelection, BulkChange, int, string)[] changes =
        [
            (refunds, new BulkChange(Label: new LabelValue(" x ")), 1, "Set the label “ x ”: 1 example"), (refunds, new BulkChange(Label: LabelValue.None), 1, "Took away the label: 1 example"),
            (refunds, new BulkChange(Split: DatasetSplit.Test), 1, "Moved to test: 1 example"), (new ExampleSelection(ExampleFilter.All, Only: [ids[2], ids[3], 999_999]), new BulkChange(Remove: true), 2, "Removed: 2 examples"),
            (refunds, new BulkChange(AddTag: "hard"), 2, "Added the tag “hard”: 2 examples"), (refunds, new BulkChange(Field: new MetadataField("from", "mail")), 2, "Set the field “from”: 2 examples"),
        ];
        foreach (var (selection, change, rows, _) in changes)
        {
            var step = await host.Get<EditManyExamples>().RunAsync(host.Maintainer, dataset, selection, change, Cancel);
            Assert.Equal(rows, step.Rows);
            Assert.NotEqual(before, await StateAsync());
            await host.Get<UndoStep>().RunAsync(host.Maintainer, step.Id, Cancel);
            Assert.Equal(before, await StateAsync());
        }

        var steps = await host.Get<ListSteps>().RunAsync(host.Viewer, dataset, Cancel);
        Assert.Equal(changes.Reverse().Select(c => c.Item4.Replace("“ x ”", "“x”", StringComparison.Ordinal)), steps.Select(s => s.Summary));

        async Task<List<string>> StateAsync()
        {
            await using var db = await host.ReadAsync();
            var set = await db.Datasets.SingleAsync(d => d.Id == dataset, Cancel);
            return [$"{set.ExampleCount} {set.LabeledCount}", .. (await host.ExamplesAsync(dataset)).Select(e => $"{e.Position} {e.Text} {e.Label} {e.Split} {e.Metadata}")];
        }
    }

    [Fact]
    public async Task Tags_are_added_once_and_taken_away_without_touching_other_metadata()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(("a", null, DatasetSplit.None));
        await host.WriteAsync(async db => (await db.Examples.SingleAsync(Cancel)).Metadata = """{"channel":"mail","n":3}""");
        var (edit, all) = (host.Get<EditManyExamples>(), new ExampleSelection(ExampleFilter.All));
        await edit.RunAsync(host.Maintainer, dataset, all, new BulkChange(AddTag: "Über"), Cancel);
        Assert.Equal("""{"channel":"mail","n":3,"tags":["Über"]}""", (await host.ExamplesAsync(dataset))[0].Metadata);
        await Assert.ThrowsAsync<ConflictException>(() => edit.RunAsync(host.Maintainer, dataset, all, new BulkChange(AddTag: "Über"), Cancel));
        await edit.RunAsync(host.Maintainer, dataset, all, new BulkChange(RemoveTag: "Über"), Cancel);
        Assert.Equal("""{"channel":"mail","n":3}""", (await host.ExamplesAsync(dataset))[0].Metadata);
    }

    [Fact]
    public async Task Only_editors_change_and_only_their_own()
    {
        await using var host = await StartAsync();
        var (dataset, other) = (await host.DatasetAsync(("a", null, DatasetSplit.None)), await host.DatasetAsync(("b", null, DatasetSplit.None)));
        var (edit, foreign) = (host.Get<EditManyExamples>(), (await host.ExamplesAsync(other))[0].Id);
        var all = new ExampleSelection(ExampleFilter.All);
        await Assert.ThrowsAsync<ForbiddenException>(() => edit.RunAsync(host.Viewer, dataset, all, new BulkChange(Remove: true), Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => edit.RunAsync(host.Outsider, dataset, all, new BulkChange(Remove: true), Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => edit.RunAsync(host.Maintainer, dataset, new ExampleSelection(ExampleFilter.All, Only: [foreign]), new BulkChange(Remove: true), Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => edit.RunAsync(host.Maintainer, dataset, all, new BulkChange(Label: new LabelValue(" ")), Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => edit.RunAsync(host.Maintainer, dataset, all, new BulkChange(), Cancel));
    }

    [Theory]
    [OnBothEngines]
    [Trait("Category", "Slow")]
    public async Task A_hundred_thousand_rows_go_in_one_step_with_progress(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync([.. Enumerable.Range(0, 100_000).Select(i => ($"text {i}", (string?)null, DatasetSplit.None))]);
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe(capacity: 10_000);
        var step = await host.Get<EditManyExamples>().RunAsync(host.Maintainer, dataset, new ExampleSelection(ExampleFilter.All), new BulkChange(Label: new LabelValue("all")), Cancel);
        Assert.Equal(100_000, step.Rows);
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            Assert.True(batch.Changes.OfType<DatasetEvent.Progress>().Count() >= 50);
            break;
        }

        await host.Get<UndoStep>().RunAsync(host.Maintainer, step.Id, Cancel);
        await using var db = await host.ReadAsync();
        Assert.Equal(0, await db.Examples.CountAsync(e => e.Label != null, Cancel));
        Assert.Equal(0, await db.Datasets.Where(d => d.Id == dataset).Select(d => d.LabeledCount).SingleAsync(Cancel));
    }
}
