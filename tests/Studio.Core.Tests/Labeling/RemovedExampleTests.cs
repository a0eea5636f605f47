using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Editing;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Labeling;

/// <summary>Examples that are removed from the dataset while people label it.</summary>
public sealed class RemovedExampleTests
{
    [Theory, OnBothEngines]
    public async Task What_is_removed_is_not_served_and_others_come_in_its_place(DatabaseEngine engine)
    {
        await using var host = await LabelingHost.StartAsync(engine);
        var session = await host.SessionAsync(4);
        var (anna, seat) = (await host.PersonAsync("Anna", Role.Annotator), Guid.NewGuid());
        Assert.Equal(["text 0"], (await host.TakeAsync(anna, session.Id, seat, 1)).Items.Select(i => i.Text));
        await using var db = await host.ReadAsync();
        var ids = await db.Examples.Where(e => e.DatasetId == session.DatasetId).OrderBy(e => e.Position).Select(e => e.Id).ToListAsync(LabelingHost.Cancel);
        var step = await host.Get<EditManyExamples>().RunAsync(
            host.Maintainer, session.DatasetId, new ExampleSelection(ExampleFilter.All, Only: [ids[1], ids[2]]), new BulkChange(Remove: true), LabelingHost.Cancel);

        var other = (Person: await host.PersonAsync("Ben", Role.Annotator), Seat: Guid.NewGuid());
        Assert.Equal(["text 3"], (await host.TakeAsync(other.Person, session.Id, other.Seat, 2)).Items.Select(i => i.Text));

        await host.Get<UndoStep>().RunAsync(host.Maintainer, step.Id, LabelingHost.Cancel);
        await host.RestartAsync();
        // By then the pages that were promised them are gone.
        host.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["text 0", "text 1", "text 2", "text 3"], (await host.TakeAsync(host.Maintainer, session.Id, Guid.NewGuid(), 4)).Items.Select(i => i.Text));
    }
}
