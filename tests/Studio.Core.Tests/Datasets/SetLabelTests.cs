using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;

namespace Studio.Core.Tests.Datasets;

public sealed class SetLabelTests
{
    [Theory]
    [OnBothEngines]
    public async Task The_count_of_labels_keeps_in_step(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        var id = await host.DatasetAsync(("a", null, DatasetSplit.None), ("b", "x", DatasetSplit.None));
        await using var db = await host.ReadAsync();
        var examples = await db.Examples.OrderBy(e => e.Position).Select(e => e.Id).ToListAsync(Cancel);

        Assert.Equal(2, await After(examples[0], "y"));
        Assert.Equal(2, await After(examples[0], "z"));
        Assert.Equal(1, await After(examples[1], null));
        Assert.Equal(1, await After(examples[1], null));

        async Task<long> After(long example, string? label)
        {
            await host.WriteAsync(write => write.SetLabelAsync(example, label));
            return await db.Datasets.Where(d => d.Id == id).Select(d => d.LabeledCount).SingleAsync(Cancel);
        }
    }

    [Theory]
    [OnBothEngines]
    public async Task A_write_that_fails_takes_the_label_and_the_count_back(DatabaseEngine engine)
    {
        await using var host = await DatasetsHost.StartAsync(engine);
        await host.DatasetAsync(("a", null, DatasetSplit.None));
        await using var db = await host.ReadAsync();
        var example = await db.Examples.Select(e => e.Id).SingleAsync(Cancel);

        await Assert.ThrowsAsync<ConflictException>(() => host.WriteAsync<bool>(async write =>
        {
            await write.SetLabelAsync(example, "x");
            throw new ConflictException("Somebody was first.");
        }));

        Assert.Equal((null, 0), (await db.Examples.Select(e => e.Label).SingleAsync(Cancel),
            (int)await db.Datasets.Select(d => d.LabeledCount).SingleAsync(Cancel)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public async Task A_label_says_something(string label)
    {
        await using var host = await DatasetsHost.StartAsync();
        await Assert.ThrowsAsync<InvalidInputException>(() => host.WriteAsync(db => db.SetLabelAsync(1, label)));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.WriteAsync(db => db.SetLabelAsync(1, new string('x', 201))));
        await Assert.ThrowsAsync<NotFoundException>(() => host.WriteAsync(db => db.SetLabelAsync(1, "fine")));
    }
}
