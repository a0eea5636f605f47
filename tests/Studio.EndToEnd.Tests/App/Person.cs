using Microsoft.Playwright;

namespace Studio.EndToEnd.Tests.App;

/// <summary>Somebody with a browser of their own. Whatever their browser complains about fails the test at the end.</summary>
public sealed class Person : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    public Person(string name, IBrowserContext context, IPage page)
    {
        Name = name;
        _context = context;
        Page = page;
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add($"{message.Text} at {message.Location}");
        };
    }

    public string Name { get; }

    public string Email => $"{Name.ToLowerInvariant()}@example.org";

    public string Password => $"{Name} likes long sentences 42";

    public IPage Page { get; }

    /// <summary>No script failed and nothing was refused, but for what the test provoked (a part of the message).</summary>
    public void ExpectNoComplaints(params string[] provoked) => Assert.True(
        _complaints.TrueForAll(c => provoked.Any(p => c.Contains(p, StringComparison.Ordinal))), string.Join('\n', _complaints));

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ReadyAsync();
    }

    /// <summary>Blazor has taken the page over: before that, clicks land on nothing.</summary>
    public async Task ReadyAsync()
    {
        try
        {
            await Page.Locator("html[data-ready='true']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        }
        catch (TimeoutException error)
        {
            throw new InvalidOperationException($"The page never became ready. {await DescribeAsync()}", error);
        }
    }

    /// <summary>What this person sees now, for the message of a failed test.</summary>
    public async Task<string> DescribeAsync() =>
        $"{Name} is at {Page.Url}, with the focus on {await Page.EvaluateAsync<string>("document.activeElement?.outerHTML.slice(0, 200) ?? 'nothing'")}, sees:\n{await Page.Locator("body").AriaSnapshotAsync()}\nand the browser complains:\n{string.Join('\n', _complaints)}\n";

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
