using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;
using Studio.ModelServer;

namespace Studio.EndToEnd.Tests;

/// <summary>A prompt against a model server of the test's: connected, run, killed in the middle, gone on with, read row by row.</summary>
public sealed class PromptRunTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_run_outlives_kill_9_is_watched_live_and_ends_in_a_scorecard()
    {
        using var turnstile = new SemaphoreSlim(0);
        await using var server = await FakeModelServer.StartAsync();
        await using var studio = await StudioApp.StartAsync(PromptRunPages.AllowLocal);
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: true);
        await ada.GoAsync("/");
        var project = System.Text.RegularExpressions.Regex.Match(ada.Page.Url, "/p/[0-9a-f-]{36}").Value;
        var runs = new PromptRunPages(ada);

        await runs.ConnectAsync(project, server);
        await ada.GoAsync($"{project}/prompts/new");
        await ada.Page.GetByText("Zero-shot", new() { Exact = true }).ClickAsync();
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Triage");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await ada.Page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/prompts/[0-9a-f-]{36}"));

        server.Turnstile = turnstile;
        turnstile.Release(40);
        var run = await runs.LaunchAsync(project, "Triage");
        await runs.WaitForRowsAsync(40);
        await studio.KillAsync();
        server.Turnstile = null;
        turnstile.Release(1000);
        await studio.StartAgainAsync();
        await ada.GoAsync(run);
        await runs.ExpectScoredAsync();

        Assert.InRange(await runs.AccuracyAsync(), 0.001, 0.999);
        await ada.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^No label") }).ClickAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Open row") }).First.ClickAsync();
        await Assertions.Expect(ada.Page.GetByText("I am not sure about this one.")).ToBeVisibleAsync();
        await ada.Page.GetByRole(AriaRole.Link, new() { Name = "Read the scorecard" }).ClickAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Heading, new() { Name = "Confusion matrix" })).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Columnheader, new() { Name = "(no label)" })).ToBeVisibleAsync();
    }
}
