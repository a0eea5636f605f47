using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Datasets;

public sealed class DatasetPageTests(DatasetsWeb web) : IClassFixture<DatasetsWeb>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_what_others_do_and_leaves_no_subscription()
    {
        var dataset = await web.DatasetAsync(("<script>alert(1)</script>", null), ("second", "ok"));
        await using var browser = new BunitContext();
        var feed = web.Get<DatasetFeeds>().Of(dataset);

        var page = Open(browser, dataset);
        await page.WaitForAssertionAsync(() => Assert.Contains("2 examples, 50 % labeled", page.Find(".page-head").TextContent, StringComparison.Ordinal), Patience);
        await page.WaitForAssertionAsync(() => Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal(1, feed.SubscriberCount);
        var example = (await web.Get<ListExamples>().RunAsync(web.Owner, dataset, ExampleFilter.All, 0, 0, 1, Cancel))[0].Id;
        web.Get<DatasetFeeds>().Publish(await web.Get<IWriteGate>().WriteAsync((db, token) => db.SetLabelAsync(example, "html", token), Cancel));
        await page.WaitForAssertionAsync(() => Assert.Contains("100 % labeled", page.Find(".page-head").TextContent, StringComparison.Ordinal), Patience);

        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feed.SubscriberCount);
    }

    [Fact]
    public async Task A_thousand_steps_of_progress_are_a_few_renders()
    {
        var dataset = await web.DatasetAsync(("text", "ok"));
        await using var browser = new BunitContext();
        var page = Open(browser, dataset);
        await page.WaitForAssertionAsync(() => Assert.NotEmpty(page.FindAll(".examples-list")), Patience);
        var before = page.RenderCount;
        var work = Guid.NewGuid();

        for (var i = 1; i <= 1000; i++)
            web.Get<DatasetFeeds>().Publish(dataset, new DatasetEvent.Progress(new DatasetWork(work, "Importing rows.csv", i / 1000.0, $"{i:N0} rows")));

        await page.WaitForAssertionAsync(() => Assert.Contains("1,000 rows", page.Find(".work").TextContent, StringComparison.Ordinal), Patience);
        Assert.InRange(page.RenderCount - before, 1, 50);
    }

    private IRenderedComponent<DatasetPage> Open(BunitContext browser, Guid dataset)
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        browser.Services.AddSingleton(TimeProvider.System);
        foreach (var service in new object[]
        {
            web.Get<ListDatasets>(), web.Get<DatasetFeeds>(), web.Get<ListExamples>(), web.Get<ListLabels>(), web.Get<OpenExample>(), web.Get<ReadMap>(),
            web.Get<EditExample>(), web.Get<UndoStep>(), web.Get<CancelImport>(),
        })
            browser.Services.AddSingleton(service.GetType(), service);
        var project = new ProjectLink(web.Project, "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);
        var place = new Place(new Visitor(web.Owner.UserId, "Mara", "mara@example.org"), project, [project]);
        return browser.Render<DatasetPage>(parameters => parameters
            .Add(p => p.ProjectId, web.Project).Add(p => p.DatasetId, dataset).AddCascadingValue(place));
    }
}
