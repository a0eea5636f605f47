using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Statistics;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Datasets;

/// <summary>The parts of a dataset's pages that stand for themselves: the server's import folder, the report of an import, the statistics.</summary>
public sealed class DatasetPartsTests(DatasetsWeb web) : IClassFixture<DatasetsWeb>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_import_folder_is_walked_and_a_file_in_it_becomes_an_import()
    {
        Directory.CreateDirectory(Path.Combine(web.ImportFolder, "2026 <b>"));
        await File.WriteAllTextAsync(Path.Combine(web.ImportFolder, "2026 <b>", "tickets.csv"), "text,label\nlate,refund\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(web.ImportFolder, "all.jsonl"), "{\"text\":\"late\"}\n", Cancel);
        await File.WriteAllTextAsync(Path.Combine(web.ImportFolder, ".hidden.csv"), "text\nsecret\n", Cancel);
        var dataset = await web.DatasetAsync();
        await using var browser = Browser(web.Get<ImportFromFolder>());
        var page = browser.Render<ServerFolder>(p => p.AddCascadingValue(Place()).Add(c => c.View, View(dataset).Result));

        await page.WaitForAssertionAsync(() => Assert.Equal(["2026 <b>/", "all.jsonl"], page.FindAll("tbody td:first-child").Select(cell => cell.TextContent)), Patience);
        Assert.Single(page.FindAll("tbody button"));
        var folder = page.Find("tbody a").GetAttribute("href")!;
        var navigation = browser.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(folder);
        await page.WaitForAssertionAsync(() => Assert.Equal(["tickets.csv"], page.FindAll("tbody td:first-child").Select(cell => cell.TextContent)), Patience);
        Assert.Equal(["Import folder", "2026 <b>"], page.FindAll("nav a").Select(a => a.TextContent));

        await page.Find("button[aria-label='Import tickets.csv']").ClickAsync();
        await page.WaitForAssertionAsync(() => Assert.Matches($"/datasets/{dataset}/imports/[0-9a-f-]{{36}}$", navigation.Uri), Patience);
        var import = Assert.Single(await web.Get<ListImports>().RunAsync(web.Owner, dataset, Cancel));
        Assert.Equal(("tickets.csv", ImportState.Uploaded), (import.FileName, import.State));
    }

    [Fact]
    public async Task A_path_outside_the_import_folder_is_answered_with_a_sentence()
    {
        var dataset = await web.DatasetAsync();
        await using var browser = Browser(web.Get<ImportFromFolder>());
        browser.Services.GetRequiredService<NavigationManager>().NavigateTo("?folder=..%2F..%2Fetc");

        var page = browser.Render<ServerFolder>(p => p.AddCascadingValue(Place()).Add(c => c.View, View(dataset).Result));

        await page.WaitForAssertionAsync(() => Assert.Contains("is no file in the import folder", page.Find(".notice-error").TextContent, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("tbody tr"));
    }

    [Fact]
    public async Task Without_an_import_folder_it_says_how_to_name_one()
    {
        var nothing = new ImportFromFolder(
            web.Get<IDbContextFactory<StudioDb>>(), new ImportFolder(new DatasetsOptions()), web.Get<ReceiveUpload>(), web.Get<DatasetFeeds>());
        var dataset = await web.DatasetAsync();
        await using var browser = Browser(nothing);

        var page = browser.Render<ServerFolder>(p => p.AddCascadingValue(Place()).Add(c => c.View, View(dataset).Result));

        Assert.Contains("Studio:Datasets:ImportFolder", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_of_an_import_names_each_rejected_row_with_its_reason_and_offers_them_all()
    {
        var dataset = await web.DatasetAsync();
        var rows = "text,label\nlate,refund\n,refund\n<i>ok</i>,praise\n\"\u00a0\",refund\n" + $"long,{new string('x', 300)}\n";
        var import = await web.Get<ReceiveUpload>().RunAsync(web.Owner, dataset, "rows.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(rows)), cancel: Cancel);
        var preview = await web.Get<PreviewImport>().RunAsync(web.Owner, import, null, Cancel);
        await using var browser = Browser(web.Get<ListImports>());
        var page = browser.Render<ImportReportView>(p => p.AddCascadingValue(Place()).Add(c => c.Actor, web.Owner).Add(c => c.DatasetId, dataset).Add(c => c.ImportId, import));
        await web.Get<StartImport>().RunAsync(web.Owner, import, new ImportPlan(preview.Form, preview.Guess!), Cancel);

        await page.WaitForAssertionAsync(() => Assert.Contains("2 examples", page.Find(".import-facts").TextContent, StringComparison.Ordinal), Patience);
        await page.WaitForAssertionAsync(() => Assert.Equal(["2", "4", "5"], Column(page, 1)), Patience);
        Assert.Equal("The text is empty.", Column(page, 2)[0]);
        Assert.Contains("longer than 200", Column(page, 2)[2], StringComparison.Ordinal);
        Assert.All(Column(page, 2), reason => Assert.EndsWith(".", reason, StringComparison.Ordinal));
        var download = page.Find("a[download]").GetAttribute("href")!;
        using var client = await web.ClientAsync(Role.Viewer);
        var csv = await client.GetStringAsync(download, Cancel);
        Assert.Equal(4, csv.TrimEnd().Split('\n').Length);
        Assert.StartsWith("row,reason,excerpt", csv, StringComparison.Ordinal);
        Assert.Contains("\n5,", csv, StringComparison.Ordinal);
        await browser.DisposeComponentsAsync();
        Assert.Equal(0, web.Get<DatasetFeeds>().Of(dataset).SubscriberCount);
    }

    [Fact]
    public async Task The_statistics_show_each_label_s_share_of_each_split_and_mark_what_is_uneven()
    {
        var dataset = await web.DatasetAsync([.. Enumerable.Range(0, 200).Select(i => ($"text {i}", (string?)((i < 100 ? i % 2 == 0 : i % 10 == 0) ? "refund" : "login")))]);
        await web.Get<IWriteGate>().WriteAsync(async (db, token) =>
        {
            foreach (var example in await db.Examples.Where(e => e.DatasetId == dataset).ToListAsync(token))
                example.Split = example.Position < 100 ? DatasetSplit.Train : DatasetSplit.Test;
        }, Cancel);
        await using var browser = Browser(web.Get<ReadStatistics>());

        var page = browser.Render<StatisticsTab>(p => p.AddCascadingValue(Place()).AddCascadingValue(View(dataset).Result));

        await page.WaitForAssertionAsync(() => Assert.Contains("“refund” is 50.0 % of train", page.Find(".notice").TextContent.Replace('\u00a0', ' '), StringComparison.Ordinal), Patience);
        Assert.Equal(["login", "140", "50 %", "90 %"], Row(1));
        Assert.Equal(["refund", "60", "50 %", "10 %"], Row(2));
        Assert.Equal(2, page.FindAll(".share-off").Count);
        Assert.Contains("refund", page.Find($"a[href='/p/{web.Project}/datasets/{dataset}?label=refund']").TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.FindAll("[aria-label='Length in words by split'] .share-bar"));

        string[] Row(int at) => [.. page.FindAll($"[aria-label='Labels by split'] tbody tr:nth-child({at}) td").Select(cell => cell.TextContent.Replace(", uneven", "", StringComparison.Ordinal).Trim())];
    }

    private static string[] Column(IRenderedComponent<ImportReportView> page, int column) =>
        [.. page.FindAll($"[aria-label='Rejected rows'] tbody td:nth-child({column})").Select(cell => cell.TextContent)];

    private Task<DatasetView> View(Guid dataset) => web.ViewAsync(dataset);

    private Place Place()
    {
        var project = new ProjectLink(web.Project, "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);
        return new Place(new Visitor(web.Owner.UserId, "Mara", "mara@example.org"), project, [project]);
    }

    private BunitContext Browser(params object[] services)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        browser.Services.AddSingleton(TimeProvider.System);
        foreach (var service in services.Append(web.Get<DatasetFeeds>()))
            browser.Services.AddSingleton(service.GetType(), service);
        return browser;
    }
}
