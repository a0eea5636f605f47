using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Studio.EndToEnd.Tests.App;

/// <summary>
/// Walks from link to link, opening one page of every kind, and looks at each: is it there, does axe find anything serious in either theme,
/// does a narrow screen have to scroll sideways. With STUDIO_SCREENSHOTS set, it also takes pictures into that folder.
/// </summary>
public sealed partial class Tour(Person person)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("STUDIO_SCREENSHOTS");

    private readonly Queue<(string Path, string From)> _waiting = new();
    private readonly HashSet<string> _kinds = [];

    public List<string> Problems { get; } = [];

    /// <summary>The kinds of pages seen, as addresses with {id} and {n} for what differs.</summary>
    public IReadOnlyCollection<string> Kinds => _kinds;

    private IPage Page => person.Page;

    public async Task WalkAsync(params string[] starts)
    {
        foreach (var start in starts)
            Enqueue(start, "the start");
        while (_waiting.TryDequeue(out var next))
            await LookAsync(next.Path, next.From);
    }

    private async Task LookAsync(string path, string from)
    {
        await Page.SetViewportSizeAsync(1440, 900);
        try
        {
            await Page.GotoAsync(path);
        }
        catch (PlaywrightException error)
        {
            Problems.Add($"{path}, linked from {from}: {error.Message}");
            return;
        }

        // Sign-in and its like are plain pages that no circuit ever takes over.
        if (await Page.Locator("script[src*='blazor.web']").CountAsync() > 0)
            await person.ReadyAsync();
        var heading = Page.Locator("h1").First;
        await heading.WaitForAsync();
        if (await heading.InnerTextAsync() is "Nothing here" or "Something went wrong" or "This cannot be shown")
        {
            Problems.Add($"{path}, linked from {from}, shows: {await heading.InnerTextAsync()}");
            return;
        }

        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            // The colours are those of the new theme only once the page was painted with it.
            await Page.EvaluateAsync("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");
            await Page.SetViewportSizeAsync(1440, 900);
            Problems.AddRange((await Accessibility.SeriousAsync(Page)).Select(problem => $"{theme}: {problem}"));
            await TakePictureAsync(path, theme, 1440);
            await Page.SetViewportSizeAsync(390, 844);
            if (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth") is > 1 and var excess)
                Problems.Add($"{path} is {excess} pixels wider than a screen of 390");
            await TakePictureAsync(path, theme, 390);
        }

        foreach (var link in await Page.Locator("a[href^='/']:not([download])").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))"))
            Enqueue(link, path);
    }

    private void Enqueue(string address, string from)
    {
        var path = address.Split('?', '#')[0];
        if (!path.StartsWith("/api/", StringComparison.Ordinal) && _kinds.Add(Kind(path)))
            _waiting.Enqueue((address, from));
    }

    private async Task TakePictureAsync(string path, ColorScheme theme, int width)
    {
        if (Pictures is null)
            return;
        Directory.CreateDirectory(Pictures);
        var name = Kind(path).Replace("/p/{id}", "", StringComparison.Ordinal).Replace('/', '-').Trim('-');
        var file = $"{(name.Length == 0 ? "home" : name)}-{theme.ToString().ToLowerInvariant()}-{width}.png";
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, file), FullPage = true });
    }

    private static string Kind(string path) => Number().Replace(Id().Replace(path.Split('?', '#')[0], "{id}"), "/{n}");

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}")]
    private static partial Regex Id();

    [GeneratedRegex("/[0-9]+(?=/|$)")]
    private static partial Regex Number();
}
