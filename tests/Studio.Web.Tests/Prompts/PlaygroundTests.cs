using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Prompts;
using Studio.Core.Teams;
using Studio.Web.Prompts.Playground;

namespace Studio.Web.Tests.Prompts;

public sealed class PlaygroundTests(PromptsWeb web) : IClassFixture<PromptsWeb>
{
    [Fact]
    public async Task Two_prompts_are_asked_of_two_models_side_by_side_with_what_it_took()
    {
        var (first, second) = (await web.CreateAsync("first", "System one"), await web.CreateAsync("second", "System two"));
        await using var browser = new BunitContext();
        var page = Open(browser, web.Ada, first);
        await page.WaitForAssertionAsync(() => Assert.Single(page.FindAll(".pg-column")));
        await page.InvokeAsync(() => page.Find("#pg-add").Change(second.ToString()));
        Assert.Single(page.FindAll(".pg-column")); // walking through the list with the arrow keys adds nothing
        await page.InvokeAsync(() => page.Find("#pg-add + button").Click());
        await page.WaitForAssertionAsync(() => Assert.Equal(2, page.FindAll(".pg-column").Count));
        await page.InvokeAsync(() => page.FindAll(".pg-model input").Single(box => !box.HasAttribute("checked")).Change(true));
        await page.InvokeAsync(() => page.Find("#pg-value-text").Input("late again"));
        await AskAsync(page);

        await page.WaitForAssertionAsync(() => Assert.Equal(4, page.FindAll(".pg-answer[aria-busy=false]").Count));
        var texts = page.FindAll(".pg-answer").Select(answer => answer.TextContent).ToList();
        Assert.Equal(2, texts.Count(text => text.Contains("small says refund", StringComparison.Ordinal)));
        Assert.All(texts, text => Assert.Contains("tokens", text, StringComparison.Ordinal));
        Assert.All(page.FindAll(".pg-label .badge"), badge => Assert.Equal("refund", badge.TextContent));
        Assert.Contains(web.Models.Requests, request => request.Messages[0].Content == "System two" && request.Question == "late again" && request.Model == "large");
        Assert.Contains("p=", browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_the_call_and_a_failing_model_says_why_in_its_place()
    {
        var prompt = await web.CreateAsync("stopped");
        await using var browser = new BunitContext();
        var page = Open(browser, web.Cleo, prompt);
        await page.WaitForAssertionAsync(() => page.Find("#pg-value-text"));
        await page.InvokeAsync(() => page.Find("#pg-value-text").Input("x"));
        using var turnstile = new SemaphoreSlim(0);
        web.Models.Turnstile = turnstile;
        try
        {
            await AskAsync(page);
            await page.WaitForAssertionAsync(() => page.Find(".pg-facts button"));
            await page.InvokeAsync(() => page.Find(".pg-facts button").Click());
            await page.WaitForAssertionAsync(() => Assert.Contains("cancelled", page.Find(".pg-facts").TextContent, StringComparison.Ordinal));
        }
        finally
        {
            web.Models.Turnstile = null;
        }

        await page.InvokeAsync(() => page.Find("#pg-value-text").Input(""));
        await page.InvokeAsync(() => page.Find("#pg0-1").Input("{{ nobody }}"));
        await page.WaitForAssertionAsync(() => page.Find("#pg-value-nobody"));
        await AskAsync(page);
        await page.WaitForAssertionAsync(() => Assert.Contains("'nobody' has no value", page.Find(".pg-answer .notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_changed_is_kept_for_its_person_and_can_become_a_version()
    {
        var prompt = await web.CreateAsync("tried");
        await using (var browser = new BunitContext())
        {
            var page = Open(browser, web.Ben, prompt);
            await page.WaitForAssertionAsync(() => page.Find("#pg0-1"));
            _ = page.InvokeAsync(() => page.Find("#pg0-1").InputAsync(new ChangeEventArgs { Value = "Tried {{ text }}" }));
            await page.WaitForAssertionAsync(() => Assert.Contains("changed here", page.Markup, StringComparison.Ordinal));
            await browser.DisposeComponentsAsync();
        }

        await using var again = new BunitContext();
        var second = web.Open<PlaygroundPage>(again, web.Ben, Role.Maintainer, parameters => parameters.Add(p => p.ProjectId, web.Project));
        await second.WaitForAssertionAsync(() => Assert.Contains("tried", second.Find(".pg-title").TextContent, StringComparison.Ordinal));
        Assert.Equal("Tried {{ text }}", second.Find("#pg0-1").GetAttribute("value"));
        await second.InvokeAsync(() => second.Find(".pg-head form").SubmitAsync());
        await second.WaitForAssertionAsync(() => Assert.Contains("version 2", second.Find(".pg-title").TextContent, StringComparison.Ordinal));
        Assert.Equal("Tried {{ text }}", (await web.Get<ReadPrompt>().RunAsync(web.Ada, prompt)).Content.Messages![0].Content);
    }

    [Fact]
    public async Task Whoever_may_only_read_is_told_whom_to_ask_and_asks_nothing()
    {
        await using var browser = new BunitContext();
        var page = web.Open<PlaygroundPage>(browser, web.Viewer, Role.Viewer, parameters => parameters.Add(p => p.ProjectId, web.Project));
        await page.WaitForAssertionAsync(() => Assert.Contains("needs the role Maintainer", page.Markup, StringComparison.Ordinal));
        Assert.True(page.Find(".page-actions .button-primary").HasAttribute("disabled"));
    }

    // Each test has a person of its own: a sheet is kept for its person, also when a page closes, and would stand in the next test.
    private IRenderedComponent<PlaygroundPage> Open(BunitContext browser, Actor person, Guid prompt) => web.Open<PlaygroundPage>(browser, person, Role.Maintainer, parameters =>
    {
        browser.Services.GetRequiredService<NavigationManager>().NavigateTo($"?p={prompt:N}.1");
        parameters.Add(p => p.ProjectId, web.Project);
    });

    private static async Task AskAsync(IRenderedComponent<PlaygroundPage> page)
    {
        await page.WaitForAssertionAsync(() => Assert.False(page.Find(".page-actions .button-primary").HasAttribute("disabled")));
        _ = page.InvokeAsync(() => page.Find(".page-actions .button-primary").ClickAsync(new()));
    }
}
