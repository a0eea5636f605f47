using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Comparing;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

/// <summary>What changed between two snapshots.</summary>
public sealed class SnapshotDiffTests
{
    [Theory]
    [OnBothEngines]
    public async Task Every_kind_of_change_is_counted_and_shown_in_both_directions(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(
            ("same", "a", DatasetSplit.Train), ("old text", "a", DatasetSplit.Train), ("relabeled", "a", DatasetSplit.Train), ("moved", "a", DatasetSplit.Train),
            ("goes", "a", DatasetSplit.Test), ("gets spans", null, DatasetSplit.Test));
        var (ids, freeze, edit) = ((await host.ExamplesAsync(dataset)).ConvertAll(e => e.Id), host.Get<FreezeSnapshot>(), host.Get<EditExample>());
        await freeze.RunAsync(host.Maintainer, dataset, new FreezeRequest("one", false), Cancel);
        await edit.RunAsync(host.Maintainer, dataset, new ExampleChange(ids[1], "new text", Split: DatasetSplit.Test), Cancel);
        await edit.RunAsync(host.Maintainer, dataset, new ExampleChange(ids[2], Label: new LabelValue("b")), Cancel);
        await edit.RunAsync(host.Maintainer, dataset, new ExampleChange(ids[3], Split: DatasetSplit.Validation), Cancel);
        await edit.RunAsync(host.Maintainer, dataset, new ExampleChange(ids[4], Remove: true), Cancel);
        await host.WriteAsync(db => db.SetLabelAsync(ids[5], new LabelValue(null, new ExampleAnswer(Spans: [new ExampleSpan(0, 4, "V")]).ToJson())));
        await freeze.RunAsync(host.Maintainer, dataset, new FreezeRequest("two", false), Cancel);
        var compare = host.Get<CompareSnapshots>();

        var diff = await compare.CountAsync(host.Viewer, dataset, 1, 2, Cancel);

        Assert.Equal((1, 5), (diff.Same, diff.Different));
        Assert.Equal([0, 1, 1, 2, 2], Enum.GetValues<SnapshotChange>().Select(c => diff.Counts[c]));
        var back = await compare.CountAsync(host.Viewer, dataset, 2, 1, Cancel);
        Assert.Equal((1, 0), (back.Counts[SnapshotChange.Added], back.Counts[SnapshotChange.Removed]));
        var labels = await compare.RowsAsync(host.Viewer, dataset, 1, 2, SnapshotChange.Label, 0, 50, Cancel);
        Assert.Equal([("a", "b"), (null, "gets (V)")], labels.Select(r => (r.Before!.Label, r.After!.Label)));
        Assert.Equal([ids[3], ids[4]], (await compare.RowsAsync(host.Viewer, dataset, 1, 2, null, 2, 2, Cancel)).Select(r => r.ExampleId));
        var text = Assert.Single(await compare.RowsAsync(host.Viewer, dataset, 1, 2, SnapshotChange.Text, 0, 50, Cancel));
        Assert.Equal([(DiffKind.Removed, "old"), (DiffKind.Added, "new"), (DiffKind.Same, " text")], text.TextDifference.Select(p => (p.Kind, p.Text)));
        await Assert.ThrowsAsync<NotFoundException>(() => compare.CountAsync(host.Viewer, dataset, 1, 3, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => compare.CountAsync(host.Outsider, dataset, 1, 2, Cancel));
    }
}
