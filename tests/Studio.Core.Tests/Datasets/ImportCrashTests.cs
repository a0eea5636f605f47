using System.Text;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using static Studio.Core.Tests.Datasets.DatasetsHost;
using static Studio.Core.Tests.Datasets.Imports;

namespace Studio.Core.Tests.Datasets;

public sealed class ImportCrashTests
{
    private const int Rows = 30_000;

    [Theory]
    [OnBothEngines]
    public async Task Nothing_shows_before_the_end_and_a_restart_goes_on_where_it_stopped(DatabaseEngine engine)
    {
        var first = await (await StartAsync(engine)).RunningAsync();
        var dataset = await first.DatasetAsync();
        var import = await StartedAsync(first, dataset);
        await StoppedInTheMiddleAsync(first, dataset);
        var stored = await first.StoredAsync(dataset);
        Assert.InRange(stored, 1, Rows - 1);
        Assert.Empty(await first.ExamplesAsync(dataset));

        await using var second = await first.RestartAsync();
        using var feed = second.Get<DatasetFeeds>().Of(dataset).Subscribe();
        await second.RunningAsync();
        await second.EndedAsync(feed, import);

        Assert.Equal(ImportState.Done, (await second.ImportOfAsync(import)).State);
        var examples = await second.ExamplesAsync(dataset);
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => $"text number {i}"), examples.Select(e => e.Text));
        Assert.Equal(Enumerable.Range(0, Rows).Select(i => (long)i), examples.Select(e => e.Position));
    }

    [Theory]
    [OnBothEngines]
    public async Task Cancelling_leaves_nothing_behind(DatabaseEngine engine)
    {
        await using var host = await (await StartAsync(engine)).RunningAsync();
        var dataset = await host.DatasetAsync();
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();
        var import = await StartedAsync(host, dataset);
        await UntilSomeAreStoredAsync(host, dataset);

        await host.Get<CancelImport>().RunAsync(host.Maintainer, import, Cancel);
        await host.EndedAsync(feed, import);

        Assert.Equal(ImportState.Cancelled, (await host.ImportOfAsync(import)).State);
        Assert.Equal(0, await host.StoredAsync(dataset));
        Assert.Empty(host.UploadedFiles());
    }

    [Theory]
    [OnBothEngines]
    public async Task A_cancelled_import_is_cleaned_up_by_the_next_process_too(DatabaseEngine engine)
    {
        var first = await (await StartAsync(engine)).RunningAsync();
        var dataset = await first.DatasetAsync();
        var import = await StartedAsync(first, dataset);
        await StoppedInTheMiddleAsync(first, dataset);
        await first.Get<CancelImport>().RunAsync(first.Maintainer, import, Cancel);

        await using var second = await first.RestartAsync();
        using var feed = second.Get<DatasetFeeds>().Of(dataset).Subscribe();
        await second.RunningAsync();
        await second.EndedAsync(feed, import);

        Assert.Equal(ImportState.Cancelled, (await second.ImportOfAsync(import)).State);
        Assert.Equal(0, await second.StoredAsync(dataset));
    }

    private static async Task<Guid> StartedAsync(DatasetsHost host, Guid dataset)
    {
        var rows = new StringBuilder("text,label\n");
        for (var i = 0; i < Rows; i++)
            rows.Append("text number ").Append(i).Append(",a\n");
        var import = await host.UploadAsync(dataset, Bytes(rows.ToString()));
        var preview = await host.PreviewAsync(import);
        await host.Get<StartImport>().RunAsync(host.Maintainer, import, new ImportPlan(preview.Form, preview.Guess!), Cancel);
        return import;
    }

    private static async Task StoppedInTheMiddleAsync(DatasetsHost host, Guid dataset)
    {
        await UntilSomeAreStoredAsync(host, dataset);
        await host.StopAsync();
    }

    private static async Task UntilSomeAreStoredAsync(DatasetsHost host, Guid dataset)
    {
        using var feed = host.Get<DatasetFeeds>().Of(dataset).Subscribe();
        if (feed.Now.Works.Values.Any(w => w.Detail.StartsWith('2')))
            return;
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.Zero, cancel: Cancel))
        {
            if (batch.Changes.OfType<DatasetEvent.Progress>().Any(p => !p.Work.Detail.StartsWith("0 ", StringComparison.Ordinal)))
                return;
        }
    }
}
