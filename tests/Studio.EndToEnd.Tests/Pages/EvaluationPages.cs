using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Scorecards of one frozen split, beside each other.</summary>
public sealed partial class EvaluationPages(Person person)
{
    private IPage Page => person.Page;

    private ILocator Rows => Page.GetByRole(AriaRole.Region, new() { Name = "Contenders" }).Locator("tbody tr");

    /// <summary>Ticks every scorecard, compares them row by row and returns how many contenders stand in the table.</summary>
    public async Task<int> CompareAllAsync(string project)
    {
        await person.GoAsync($"{project}/evaluation");
        var ticks = Page.GetByRole(AriaRole.Checkbox);
        await Assertions.Expect(ticks.First).ToBeVisibleAsync();
        var count = await ticks.CountAsync();
        for (var i = 0; i < count; i++)
        {
            await ticks.Nth(i).CheckAsync();
            await Assertions.Expect(Page.GetByText($"{i + 1} chosen")).ToBeVisibleAsync();
        }

        await Page.GetByRole(AriaRole.Link, new() { Name = "Compare side by side" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { NameRegex = new Regex("^Rows where they differ") })).ToBeVisibleAsync();
        await Assertions.Expect(Page.GetByText("McNemar's exact test").First).ToBeVisibleAsync();
        return await Rows.CountAsync();
    }

    /// <summary>The table of contenders that stands on the page, one line for each.</summary>
    public async Task<IReadOnlyList<string>> ReadTableAsync() => [.. (await Rows.AllInnerTextsAsync()).Select(static row => Spaces().Replace(row, " ").Trim())];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
