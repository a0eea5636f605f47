using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Studio.EndToEnd.Tests.App;

public static class Accessibility
{
    /// <summary>axe finds nothing serious on the page as it is now.</summary>
    public static async Task ExpectAccessibleAsync(IPage page)
    {
        var found = await SeriousAsync(page);
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    public static async Task<IReadOnlyList<string>> SeriousAsync(IPage page)
    {
        var result = await page.RunAxe();
        return [.. result.Violations.Where(v => v.Impact is "serious" or "critical")
            .SelectMany(v => v.Nodes.Select(node => $"{page.Url}: {v.Help} ({v.Id}) at {node.Target}: {Short(node)}"))];
    }

    private static string Short(AxeResultNode node) => node.Html.Length > 200 ? node.Html[..200] + "…" : node.Html;
}
