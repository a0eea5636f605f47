using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

public sealed partial class ChartTests(BrowserFixture browser)
{
    // Counts what is drawn from here on; the points themselves are asked of the library.
    private const string CountDrawings = """
        () => {
          const chart = echarts.getInstanceByDom(document.querySelector('.chart-run .chart-area'));
          const draw = chart.setOption;
          window.drawn = 0;
          chart.setOption = (...all) => { window.drawn++; return draw.apply(chart, all); };
          window.pointsDrawn = () => chart.getModel().getSeriesByIndex(1).getData().count();
        }
        """;

    [Fact]
    public async Task A_live_chart_gains_points_without_being_drawn_again_and_saves_what_it_shows()
    {
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: true);
        var runs = new RunPages(ada);
        await runs.LaunchAsync(await new TeamPages(ada).ProjectAsync(), "Long", steps: 2000);
        await runs.WaitForStepAsync(5);

        await ada.Page.WaitForFunctionAsync("() => document.querySelector('.chart-run .chart-area')?.dataset.points > 0");
        await ada.Page.EvaluateAsync(CountDrawings);
        var before = await ada.Page.EvaluateAsync<int>("pointsDrawn()");
        await ada.Page.WaitForFunctionAsync("before => pointsDrawn() >= before + 20", before, new() { Timeout = 120_000 });
        Assert.Equal(0, await ada.Page.EvaluateAsync<int>("drawn"));

        // Another theme is another picture, of the same points.
        var points = await ada.Page.EvaluateAsync<int>("pointsDrawn()");
        await ada.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await ada.Page.WaitForFunctionAsync("() => drawn > 0");
        Assert.True(await ada.Page.EvaluateAsync<int>("pointsDrawn()") >= points, "Points were lost with the change of the theme.");

        var table = (await SaveAsync(ada, "What is drawn, CSV")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("step,loss,learning_rate,grad_norm,validation_loss,validation_accuracy", table[0].Trim());
        Assert.InRange(table.Length - 1, points, int.MaxValue);
        Assert.All(table[1..6], row => Assert.True(double.Parse(row.Split(',')[1], CultureInfo.InvariantCulture) > 0, row));
        var svg = await SaveAsync(ada, "Picture, SVG");
        Assert.InRange(Curves().Matches(svg).Max(curve => curve.Length), points, int.MaxValue);
        Assert.StartsWith("\u0089PNG", await SaveAsync(ada, "Picture, PNG", latin: true), StringComparison.Ordinal);
        ada.ExpectNoComplaints("favicon.ico");
    }

    private static async Task<string> SaveAsync(Person person, string how, bool latin = false)
    {
        await person.Page.Locator(".chart-run .chart-save summary").ClickAsync();
        var download = await person.Page.RunAndWaitForDownloadAsync(() => person.Page.GetByRole(AriaRole.Button, new() { Name = how }).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), latin ? System.Text.Encoding.Latin1 : System.Text.Encoding.UTF8);
    }

    [GeneratedRegex("<path d=\"[^\"]*\" fill=\"none\"")]
    private static partial Regex Curves();
}
