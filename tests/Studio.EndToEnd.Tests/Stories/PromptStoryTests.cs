using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>A prompt from the first word to the program that fetches it, with a second person looking on.</summary>
public sealed class PromptStoryTests(BrowserFixture browser)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chat_prompt_is_written_published_twice_compared_labelled_and_fetched_by_key()
    {
        await using var studio = await StudioApp.StartAsync(
            "--Studio:Setup:AdminEmail", "ada@example.org", "--Studio:Setup:AdminPassword", "Ada likes long sentences 42", "--Studio:Setup:AdminName", "Ada", "--Studio:Setup:Example", "false");
        await using var ada = await browser.PersonAsync(studio, "Ada");
        await new AccountPages(ada).SignInAsync();
        var team = new TeamPages(ada);
        var project = await team.ProjectAsync();
        using var program = new HttpClient { BaseAddress = new Uri(studio.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", await team.MakeKeyAsync(project, "shop bot", "Viewer"));

        var prompts = new PromptPages(ada);
        var prompt = await prompts.CreateChatAsync(project, "Ticket intent", "support/triage");
        await prompts.WriteAsync(1, "system", "You label tickets. {% if %}");
        await Assertions.Expect(ada.Page.GetByText("Line 1, column")).ToHaveCountAsync(2);
        await prompts.WriteAsync(1, "system", "You label tickets of a shop.");
        await prompts.PublishAsync(2, "Says whose tickets they are");

        // A second window of the same person: what is published in the first appears in it without a reload.
        var second = await ada.Page.Context.NewPageAsync();
        await second.GotoAsync($"{prompt}/versions");
        await prompts.WriteAsync(1, "system", "You label tickets of an online shop.");
        await prompts.PublishAsync(3, "Online");
        await Assertions.Expect(second.GetByText("Online", new() { Exact = true })).ToBeVisibleAsync();
        await second.CloseAsync();

        await ada.GoAsync($"{prompt}/versions?from=2&to=3");
        await Assertions.Expect(ada.Page.Locator(".prompt-diff del").First).ToHaveTextAsync("a");
        await Assertions.Expect(ada.Page.Locator(".prompt-diff ins").First).ToHaveTextAsync("an online");

        Assert.Equal(HttpStatusCode.NotFound, (await program.GetAsync("/api/v1/prompts/Ticket%20intent", Cancel)).StatusCode);
        await prompts.SetLabelAsync(prompt, "production", 2);
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Put production on version 2" }).ClickAsync();
        await Assertions.Expect(ada.Page.GetByText("production was set on version 2")).ToBeVisibleAsync();
        Assert.Equal(2, (int)(await program.GetFromJsonAsync<JsonObject>("/api/v1/prompts/Ticket%20intent", Cancel))!["version"]!);
        await prompts.MoveLabelAsync(prompt, "production", 3);
        await Assertions.Expect(ada.Page.GetByText("production moved from version 2 to version 3")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.GetByText("key shop bot")).ToBeVisibleAsync();
        var fetched = (await program.GetFromJsonAsync<JsonObject>("/api/v1/prompts/Ticket%20intent?label=production", Cancel))!;
        Assert.Equal("You label tickets of an online shop.", (string)fetched["content"]!["messages"]![0]!["content"]!);

        await ada.GoAsync($"{project}/prompts?folder=support");
        await Assertions.Expect(ada.Page.GetByRole(AriaRole.Link, new() { Name = "Ticket intent" })).ToBeVisibleAsync();
        foreach (var path in new[] { prompt, $"{prompt}/versions", $"{prompt}/labels", $"{prompt}/settings", $"{project}/prompts", $"{project}/prompts/new", $"{project}/prompts/playground?add={prompt[^36..]}" })
            await ExpectWellMadeAsync(ada, path);

        // The bar with its undo brings a style element that the policy refuses, without harm.
        ada.ExpectNoComplaints("favicon.ico", "style-src-elem");
    }

    private static async Task ExpectWellMadeAsync(Person person, string path)
    {
        await person.GoAsync(path);
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveCountAsync(1);
        foreach (var theme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await person.Page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            await person.Page.EvaluateAsync("() => new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)))");
            await Accessibility.ExpectAccessibleAsync(person.Page);
        }

        await person.Page.SetViewportSizeAsync(390, 844);
        Assert.False(await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth + 1"), $"{path} is wider than a phone.");
        await person.Page.SetViewportSizeAsync(1440, 900);
    }
}
