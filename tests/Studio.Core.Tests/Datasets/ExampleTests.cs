using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

public sealed class ExampleTests
{
    private static readonly (string, string?, DatasetSplit)[] Rows =
    [
        ("Refund for 100 % please", "refund", DatasetSplit.Train), ("refund_policy?", null, DatasetSplit.None),
        ("Where is it", "delivery", DatasetSplit.Test), ("REFUND", "refund", DatasetSplit.Test), ("ok", null, DatasetSplit.Train),
    ];

    [Theory]
    [OnBothEngines]
    public async Task Filters_find_what_they_say(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        await host.DatasetAsync(("refund elsewhere", "refund", DatasetSplit.Test));

        Assert.Equal([0, 1, 2, 3, 4], await Found(new ExampleFilter()));
        Assert.Equal([0, 1, 3], await Found(new ExampleFilter(Text: "refund")));
        Assert.Equal([0], await Found(new ExampleFilter(Text: "100 %")));
        Assert.Equal([1], await Found(new ExampleFilter(Text: "refund_p*")));
        Assert.Equal([0, 3], await Found(new ExampleFilter(Label: "refund")));
        Assert.Equal([1, 4], await Found(new ExampleFilter(Labeled: false)));
        Assert.Equal([0, 2, 3], await Found(new ExampleFilter(Labeled: true)));
        Assert.Equal([3], await Found(new ExampleFilter(Label: "refund", Split: DatasetSplit.Test)));

        async Task<IEnumerable<int>> Found(ExampleFilter filter)
        {
            var list = host.Get<ListExamples>();
            var rows = await list.RunAsync(host.Viewer, dataset, filter, 0, 0, 50, Cancel);
            Assert.Equal(rows.Count, (await list.CountAsync(host.Viewer, dataset, filter, Cancel)).Value);
            return rows.Select(r => (int)r.Position);
        }
    }

    [Fact]
    public async Task A_page_goes_on_from_a_position()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(Rows);
        var list = host.Get<ListExamples>();
        Assert.Equal([2, 3], (await list.RunAsync(host.Viewer, dataset, ExampleFilter.All, 2, 0, 2, Cancel)).Select(r => (int)r.Position));
        Assert.Equal([4], (await list.RunAsync(host.Viewer, dataset, ExampleFilter.All, 1, 3, 2, Cancel)).Select(r => (int)r.Position));
        await Assert.ThrowsAsync<NotFoundException>(() => list.RunAsync(host.Outsider, dataset, ExampleFilter.All, 0, 0, 2, Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task An_edit_can_be_taken_back_without_touching_what_others_did_since(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var dataset = await host.DatasetAsync(Rows);
        var example = (await host.ExamplesAsync(dataset))[1];

        var step = await host.Get<EditExample>().RunAsync(
            host.Maintainer, dataset, new ExampleChange(example.Id, "What is the policy?", new LabelValue("policy")), Cancel);
        Assert.Equal(("What is the policy?", "policy", 4), await NowAsync());
        await host.WriteAsync(db => db.SetLabelAsync(example.Id, "rules"));
        await host.Get<UndoStep>().RunAsync(host.Maintainer, step, Cancel);
        Assert.Equal(("refund_policy?", "rules", 4), await NowAsync());

        async Task<(string, string?, int)> NowAsync()
        {
            await using var db = await host.ReadAsync();
            var now = await db.Examples.Where(e => e.Id == example.Id).Select(e => new { e.Text, e.Label, e.Dataset.LabeledCount }).SingleAsync(Cancel);
            return (now.Text, now.Label, (int)now.LabeledCount);
        }
    }

    [Fact]
    public async Task An_example_opens_with_its_neighbours_and_only_for_members()
    {
        await using var host = await StartAsync();
        var dataset = await host.DatasetAsync(Rows);
        var examples = await host.ExamplesAsync(dataset);
        var open = host.Get<OpenExample>();

        var detail = await open.RunAsync(host.Viewer, dataset, examples[3].Id, new ExampleFilter(Label: "refund"), Cancel);

        Assert.Equal((examples[0].Id, null), (detail.PreviousId!.Value, detail.NextId));
        await Assert.ThrowsAsync<NotFoundException>(() => open.RunAsync(host.Outsider, dataset, examples[0].Id, ExampleFilter.All, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => host.Get<EditExample>().RunAsync(host.Viewer, dataset, new ExampleChange(examples[0].Id, "x"), Cancel));
    }

    [Theory]
    [OnBothEngines]
    public async Task Deleting_needs_the_name_and_leaves_no_row_and_a_free_name(DatabaseEngine engine)
    {
        await using var host = await StartAsync(engine);
        var save = host.Get<SaveDataset>();
        var dataset = await save.CreateAsync(host.Maintainer, host.ProjectId, " Tickets ", "", Cancel);
        await Assert.ThrowsAsync<ConflictException>(() => save.CreateAsync(host.Maintainer, host.ProjectId, "Tickets", "", Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Get<DeleteDataset>().RunAsync(host.Maintainer, dataset, "Ticket", Cancel));

        await host.Get<DeleteDataset>().RunAsync(host.Maintainer, dataset, "Tickets", Cancel);

        await Assert.ThrowsAsync<NotFoundException>(() => host.Get<ListDatasets>().OneAsync(host.Maintainer, dataset, Cancel));
        Assert.NotEqual(dataset, await save.CreateAsync(host.Maintainer, host.ProjectId, "Tickets", "", Cancel));
        Assert.Single(await host.Get<ListDatasets>().RunAsync(host.Viewer, host.ProjectId, Cancel));
    }
}
