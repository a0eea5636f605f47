using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Studio.EndToEnd.Tests.App;
using Studio.EndToEnd.Tests.Pages;
using Studio.ModelServer;

namespace Studio.EndToEnd.Tests.Stories;

/// <summary>A prompt suggests labels: the page shows the suggestion as chosen, one key confirms it, and the answer says where it came from.</summary>
public sealed class SuggestionTests(BrowserFixture browser)
{
    private const string Source = "Triage v1 · small (Lab server)";

    [Fact]
    public async Task A_suggestion_of_a_prompt_is_confirmed_by_one_key_and_the_answer_says_so()
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("how-to"));
        await using var studio = await StudioApp.StartAsync(PromptRunPages.AllowLocal);
        await using var ada = await browser.PersonAsync(studio, "Ada");
        var setup = new SetupPage(ada);
        await setup.OpenAsync(studio);
        await setup.SetUpAsync("Support", example: true);
        await ada.GoAsync("/");
        var project = Regex.Match(ada.Page.Url, "/p/[0-9a-f-]{36}").Value;
        await new PromptRunPages(ada).ConnectAsync(project, server);
        await WritePromptAsync(ada, project);

        var session = await CreateAsync(ada, project);
        await ada.GoAsync($"{session}/label");
        var text = ada.Page.GetByRole(AriaRole.Region, new() { Name = "Text to label" }).Locator(".lab-text");
        var howTo = ada.Page.GetByRole(AriaRole.Group, new() { Name = "Labels" }).GetByRole(AriaRole.Button, new() { NameRegex = new("how-to") });
        await Assertions.Expect(howTo).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(ada.Page.GetByText(Source)).ToBeVisibleAsync();
        var shown = await text.InnerTextAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(text).Not.ToHaveTextAsync(shown);
        await Assertions.Expect(ada.Page.GetByText("how-to, as suggested · U to undo")).ToBeVisibleAsync();

        // The next one is answered otherwise, by its key.
        await Assertions.Expect(howTo).ToHaveAttributeAsync("aria-pressed", "true");
        await ada.Page.Keyboard.PressAsync("1");
        await Assertions.Expect(ada.Page.GetByText("account-access · U to undo")).ToBeVisibleAsync();
        await Assertions.Expect(ada.Page.GetByText("Saved", new() { Exact = true })).ToBeVisibleAsync();

        await ada.GoAsync($"{session}/label");
        await Assertions.Expect(text).Not.ToBeEmptyAsync();
        await ada.Page.Keyboard.PressAsync("h");
        var history = ada.Page.GetByRole(AriaRole.Complementary, new() { Name = "Your answers" });
        await Assertions.Expect(history).ToContainTextAsync("how-to, as suggested");
        await ada.GoAsync(session);
        await Assertions.Expect(ada.Page.GetByText($"2 answers given beside what {Source} suggested; 1 of them accepts it")).ToBeVisibleAsync();
    }

    private static async Task WritePromptAsync(Person ada, string project)
    {
        await ada.GoAsync($"{project}/prompts/new");
        await ada.Page.GetByText("Zero-shot", new() { Exact = true }).ClickAsync();
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Triage");
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await ada.Page.WaitForURLAsync(new Regex("/prompts/[0-9a-f-]{36}"));
    }

    private static async Task<string> CreateAsync(Person ada, string project)
    {
        await ada.GoAsync($"{project}/labeling/new");
        await ada.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("With a prompt");
        await ada.Page.GetByLabel("At most").FillAsync("6");
        await ada.Page.GetByLabel("Suggestions from").SelectOptionAsync(new SelectOptionValue { Label = "a prompt and a model" });
        await ada.Page.GetByLabel("Prompt", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "Triage" });
        await ada.Page.GetByLabel("Version", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "version 1" });
        await ada.Page.GetByRole(AriaRole.Button, new() { Name = "Create session" }).ClickAsync();
        var address = new Regex("/p/[0-9a-f-]{36}/labeling/[0-9a-f-]{36}");
        await ada.Page.WaitForURLAsync(address);
        return address.Match(ada.Page.Url).Value;
    }
}
