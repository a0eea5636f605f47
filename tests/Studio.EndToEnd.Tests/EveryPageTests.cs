using System.Text.RegularExpressions;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

public sealed partial class EveryPageTests(BrowserFixture browser)
{
    // Minutes of looking at every page in four shapes: with --slow and --screenshots.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Every_page_exists_is_accessible_in_both_themes_and_fits_a_phone()
    {
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: true);

        // The example's run makes the pages that come after it: scorecards, models, reviews.
        await ada.GoAsync("/");
        await new CurationPages(ada).DrawFirstMapAsync(ProjectAddress().Match(ada.Page.Url).Value);
        var tour = new Tour(ada);
        await tour.WalkAsync("/", "/account/password", "/account/sign-out");
        Assert.True(tour.Problems.Count == 0, string.Join("\n", tour.Problems));
        Assert.True(tour.Kinds.Count > 10, $"Only these were found: {string.Join(", ", tour.Kinds)}");
        ada.ExpectNoComplaints("favicon.ico");
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}")]
    private static partial Regex ProjectAddress();
}
