using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>Finding duplicates in a dataset, and settling them.</summary>
public sealed class CurationPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Searches the dataset and waits for the result; returns how many groups were found.</summary>
    public async Task<int> FindDuplicatesAsync(string dataset)
    {
        await person.GoAsync($"{dataset}/duplicates");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Find duplicates" }).ClickAsync();
        var found = Page.Locator(".dup-summary strong");
        await Assertions.Expect(found).ToBeVisibleAsync(new() { Timeout = 180_000 });
        return int.Parse(await found.InnerTextAsync(), System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Keeps only the first example of the first group that is shown.</summary>
    public async Task KeepFirstAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "remove the others" }).First.ClickAsync();
        await Assertions.Expect(Page.GetByText("is kept, the others are removed.")).ToBeVisibleAsync();
    }

    /// <summary>Computes vectors that need no model for the project's first dataset, and waits until its map is drawn.</summary>
    public async Task DrawFirstMapAsync(string project)
    {
        await person.GoAsync($"{project}/datasets");
        var dataset = await Page.Locator("main a[href*='/datasets/']:not([href$='/new'])").First.GetAttributeAsync("href");
        await person.GoAsync($"{dataset}/map");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Compute vectors" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".chart-map .chart-area canvas")).ToBeVisibleAsync(new() { Timeout = 180_000 });
    }

    /// <summary>Moves every group that crosses splits to one side.</summary>
    public async Task CloseLeaksAsync(string dataset)
    {
        await person.GoAsync($"{dataset}/duplicates?groups=leaks");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Move every group to one side" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("Each group stands on one side now.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }
}
