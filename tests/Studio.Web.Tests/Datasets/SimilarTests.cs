using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Teams;
using Studio.Web.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Datasets;

/// <summary>What is near an example or a text, as people see it; with the vectors that need no model.</summary>
public sealed class SimilarTests(DatasetsWeb web) : IClassFixture<DatasetsWeb>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly (string, string?)[] Rows =
    [
        ("My card has not arrived by post <b>yet</b>", "arrival"), ("The card has still not arrived by post", "lost"), ("Card not arrived, still no post", "lost"),
        ("Refund the fee for cash withdrawal", "refund"),
    ];

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_asks_for_vectors_and_the_example_then_shows_its_neighbours_and_a_warning()
    {
        var dataset = await web.DatasetAsync(Rows);
        var view = await web.ViewAsync(dataset);
        var first = (await web.Get<Core.Datasets.Examples.ListExamples>().RunAsync(web.Owner, dataset, Core.Datasets.Examples.ExampleFilter.All, 0, 0, 1, Cancel))[0].Id;
        await using var browser = Browser();
        IRenderedComponent<SimilarPart> Panel(DatasetView now) => browser.Render<SimilarPart>(p => p
            .Add(c => c.View, now).Add(c => c.ExampleId, first).Add(c => c.Text, Rows[0].Item1).Add(c => c.Link, id => $"?example={id}"));
        var before = Panel(view);
        await before.WaitForAssertionAsync(() => Assert.Equal(view.To("map"), before.Find("a").GetAttribute("href")), Patience);

        var map = browser.Render<MapTab>(p => p.AddCascadingValue(Place()).AddCascadingValue(view));
        await map.WaitForAssertionAsync(() => Assert.Contains("Words in common (no model)", map.Find("#map-encoder").TextContent, StringComparison.Ordinal), Patience);
        using var feed = web.Get<DatasetFeeds>().Of(dataset).Subscribe();
        await map.Find("form").SubmitAsync();
        await foreach (var batch in feed.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            if (batch.Changes.Any(c => c is DatasetEvent.Ended))
                break;
        }

        var panel = Panel(view with { Version = 2 });
        await panel.WaitForAssertionAsync(() => Assert.Equal(3, panel.FindAll(".similar-list li").Count), Patience);
        Assert.StartsWith("3 of the 3 nearest bear another label", panel.Find(".notice-warning").TextContent, StringComparison.Ordinal);
        Assert.Equal("The card has still not arrived by post", panel.Find(".similar-list a").TextContent);
        Assert.Contains("lost", panel.Find(".similar-label").TextContent, StringComparison.Ordinal);

        var ticks = new RowTicks();
        var rows = browser.Render<LikeRows>(p => p.Add(c => c.View, view).Add(c => c.Text, "refund of a fee").Add(c => c.Link, id => $"?example={id}").Add(c => c.Ticks, ticks));
        await rows.WaitForAssertionAsync(() => Assert.Equal(4, rows.FindAll("tbody tr").Count), Patience);
        Assert.Equal("Refund the fee for cash withdrawal", rows.Find("tbody a").TextContent);
        await rows.Find("tbody input").ChangeAsync(true);
        Assert.Equal("1", ticks.InWords(null));
    }

    private Place Place()
    {
        var project = new ProjectLink(web.Project, "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);
        return new Place(new Visitor(web.Owner.UserId, "Mara", "mara@example.org"), project, [project]);
    }

    private BunitContext Browser()
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        browser.Services.AddSingleton(TimeProvider.System);
        browser.Services.AddSingleton(web.Get<FindSimilar>()).AddSingleton(web.Get<EmbedDataset>()).AddSingleton(web.Get<ReadEmbeddings>()).AddSingleton(web.Get<ReadMap>());
        return browser;
    }
}
