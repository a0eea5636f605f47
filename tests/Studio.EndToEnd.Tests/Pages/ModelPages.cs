using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;

namespace Studio.EndToEnd.Tests.Pages;

/// <summary>A version's way to approval.</summary>
public sealed partial class ModelPages(Person person)
{
    private IPage Page => person.Page;

    /// <summary>Opens the newest version and returns its address and the name under which it would answer.</summary>
    public async Task<string> OpenNewestAsync(string project)
    {
        await person.GoAsync($"{project}/models");
        await Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Version [0-9]+$") }).First.ClickAsync();
        await Page.WaitForURLAsync(VersionAddress());
        return VersionAddress().Match(Page.Url).Value;
    }

    public async Task<string> ModelNameAsync(string project)
    {
        await person.GoAsync($"{project}/models");
        var heading = await Page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First.InnerTextAsync();
        return Regex.Split(heading, @"\s*tuned on\s")[0];
    }

    /// <summary>Writes the human parts of the card, without which nobody can approve the version.</summary>
    public async Task WriteCardAsync(string version)
    {
        await person.GoAsync($"{version}/card");
        await Page.GetByLabel("Intended use").FillAsync("Sorts incoming messages, so that the right people read them first.");
        await Page.GetByLabel("Limits").FillAsync("English only; never tried on messages of several pages.");
        await Page.GetByLabel("Responsible use").FillAsync("A wrong answer delays a message; a person reads every one of them.");
        await Page.GetByLabel("Responsible use").PressAsync("Tab");
        await Assertions.Expect(Page.GetByText("Draft saved")).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Publish the card" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("Card 1", new() { Exact = false }).First).ToBeVisibleAsync();
    }

    public async Task RequestReviewAsync(string version, string message)
    {
        await person.GoAsync(version);
        await Page.GetByLabel("Ask a second person to review it").FillAsync(message);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Request review" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("A review is open.")).ToBeVisibleAsync();
    }

    /// <summary>The person sees the evidence but no way to decide, and why.</summary>
    public async Task ExpectRefusedAsync(string version, string reason)
    {
        await person.GoAsync($"{version}/review");
        await Assertions.Expect(Page.GetByRole(AriaRole.Complementary, new() { Name = "Decision" })).ToContainTextAsync(reason);
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Approve") })).ToHaveCountAsync(0);
    }

    public async Task ApproveAsync(string version, string comment)
    {
        await person.GoAsync($"{version}/review");
        await Page.GetByRole(AriaRole.Complementary, new() { Name = "Decision" }).GetByLabel("Comment (a rejection needs one)").FillAsync(comment);
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Approve") }).ClickAsync();
        await Assertions.Expect(Page.GetByText("Approved. It answers now.")).ToBeVisibleAsync();
    }

    [GeneratedRegex("/p/[0-9a-f-]{36}/models/versions/[0-9a-f-]{36}")]
    private static partial Regex VersionAddress();
}
