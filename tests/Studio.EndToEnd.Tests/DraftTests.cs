using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests;

/// <summary>Forms that people fill in for long keep what was typed and chosen across a reload, secrets excepted, until they are sent.</summary>
public sealed class DraftTests(BrowserFixture browser)
{
    [Fact]
    public async Task What_was_filled_in_survives_a_reload_until_it_is_sent_and_a_key_is_never_kept()
    {
        await using var studio = await StudioApp.StartAsync();
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: true);
        var project = await new TeamPages(ada).ProjectAsync();
        var page = ada.Page;

        await ada.GoAsync($"{project}/labeling/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Half a session");
        await page.GetByLabel("People give").SelectOptionAsync("Spans");
        await page.GetByLabel("One label on each line").FillAsync("person\nplace");
        await page.GetByLabel("In random order").CheckAsync();
        await page.GetByLabel("Seed").FillAsync("7");
        await page.GetByLabel("Guidelines").FillAsync("Mark whole names.");
        await page.GetByLabel("Guidelines").BlurAsync();
        await AgainAsync(ada);
        await Assertions.Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Half a session");
        await Assertions.Expect(page.GetByLabel("People give")).ToHaveValueAsync("Spans");
        await Assertions.Expect(page.GetByLabel("One label on each line")).ToHaveValueAsync("person\nplace");
        await Assertions.Expect(page.GetByLabel("In random order")).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Seed")).ToHaveValueAsync("7");
        await Assertions.Expect(page.GetByLabel("Guidelines")).ToHaveValueAsync("Mark whole names.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create session" }).ClickAsync();
        await page.WaitForURLAsync("**/labeling/*-*");
        await page.GetByRole(AriaRole.Link, new() { Name = "Guidelines" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Textbox)).ToHaveValueAsync("Mark whole names.");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Half a session" })).ToBeVisibleAsync();
        await page.WaitForFunctionAsync("() => !Object.keys(localStorage).some(name => name.includes('/labeling/new'))");

        await ada.GoAsync($"{project}/prompts/new");
        await page.GetByRole(AriaRole.Radio).Nth(1).CheckAsync();
        await page.GetByLabel("Folder").FillAsync("half/done");
        await AgainAsync(ada);
        await Assertions.Expect(page.GetByRole(AriaRole.Radio).Nth(1)).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Folder")).ToHaveValueAsync("half/done");

        await ada.GoAsync($"{project}/prompts/connections");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the first connection" }).ClickAsync();
        await page.GetByLabel("Address").FillAsync("https://models.example.org/v1");
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("sk-secret");
        await AgainAsync(ada);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the first connection" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Address")).ToHaveValueAsync("https://models.example.org/v1");
        await Assertions.Expect(page.GetByLabel("Key", new() { Exact = true })).ToHaveValueAsync("");
        Assert.DoesNotContain("sk-secret", await page.EvaluateAsync<string>("JSON.stringify({ ...localStorage, ...sessionStorage })"), StringComparison.Ordinal);
        ada.ExpectNoComplaints("favicon.ico");
    }

    private static async Task AgainAsync(Person person)
    {
        await person.Page.ReloadAsync();
        await person.ReadyAsync();
    }
}
