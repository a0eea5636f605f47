using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Splitting;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

public sealed class SplitTests
{
    private static (string, string?, DatasetSplit)[] Rows(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ($"text {i % (count - count / 10)}", (string?)(i % 5 == 0 ? "rare" : "common"), DatasetSplit.None))];

    [Theory]
    [OnBothEngines]
    public async Task Every_label_keeps_its_share_and_equal_texts_stay_together(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows(1000));
        var split = host.Get<SplitDataset>();

        var preview = await split.PreviewAsync(host.Viewer, dataset, new SplitPlan(), Cancel);
        await split.ApplyAsync(host.Maintainer, dataset, new SplitPlan(), Cancel);

        Assert.Equal(preview.Then, await split.CountAsync(host.Viewer, dataset, Cancel));
        Assert.Equal((1000, 200), (preview.Moved, preview.Repeated));
        Assert.All(preview.Then, row => Assert.InRange(row.Test / (double)row.Total, 0.09, 0.11));
        var examples = await host.ExamplesAsync(dataset);
        Assert.All(examples.GroupBy(e => e.Text), same => Assert.Single(same.Select(e => e.Split).Distinct()));
    }

    [Fact]
    public async Task The_seed_decides_and_the_order_of_rows_does_not()
    {
        await using var host = await StartAsync();
        var rows = Rows(300);
        var (one, other) = (await host.DatasetAsync(rows), await host.DatasetAsync([.. rows.Reverse()]));
        var split = host.Get<SplitDataset>();
        await split.ApplyAsync(host.Maintainer, one, new SplitPlan(Seed: 7), Cancel);
        await split.ApplyAsync(host.Maintainer, other, new SplitPlan(Seed: 7), Cancel);

        var first = (await host.ExamplesAsync(one)).Select(e => (e.Text, e.Split)).Distinct().Order().ToList();
        Assert.Equal(first, (await host.ExamplesAsync(other)).Select(e => (e.Text, e.Split)).Distinct().Order());
        await split.ApplyAsync(host.Maintainer, other, new SplitPlan(Seed: 8), Cancel);
        Assert.NotEqual(first, (await host.ExamplesAsync(other)).Select(e => (e.Text, e.Split)).Distinct().Order());
    }

    [Fact]
    public async Task Existing_splits_are_kept_when_asked_and_a_split_can_be_taken_back()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync([.. Rows(90), .. Enumerable.Range(0, 10).Select(i => ($"held out {i}", (string?)"common", DatasetSplit.Test))]);
        var split = host.Get<SplitDataset>();

        var step = await split.ApplyAsync(host.Maintainer, dataset, new SplitPlan(KeepExisting: true), Cancel);
        var after = await host.ExamplesAsync(dataset);
        Assert.All(after.TakeLast(10), e => Assert.Equal(DatasetSplit.Test, e.Split));
        Assert.Equal(0, after.Count(e => e.Split == DatasetSplit.None));

        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);
        Assert.Equal(90, (await host.ExamplesAsync(dataset)).Count(e => e.Split == DatasetSplit.None));
        await Assert.ThrowsAsync<ConflictException>(() => host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel));
    }

    [Fact]
    public async Task Impossible_shares_and_foreign_datasets_are_refused()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(Rows(20));
        var split = host.Get<SplitDataset>();
        await Assert.ThrowsAsync<InvalidInputException>(() => split.PreviewAsync(host.Maintainer, dataset, new SplitPlan(80, 10, 20), Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => split.ApplyAsync(host.Viewer, dataset, new SplitPlan(), Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => split.PreviewAsync(host.Outsider, dataset, new SplitPlan(), Cancel));
    }
}
