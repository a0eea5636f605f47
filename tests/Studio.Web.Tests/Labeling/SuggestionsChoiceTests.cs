using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Models.Serving;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Teams;
using Studio.Web.Labeling;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Labeling;

public sealed class SuggestionsChoiceTests
{
    [Fact]
    public async Task A_prompt_at_a_label_is_chosen_beside_the_tuned_models()
    {
        await using var web = await LabelingWeb.StartAsync();
        await web.Get<SaveConnection>().CreateAsync(web.Owner, web.ProjectId, new ConnectionDraft
        {
            Name = "Lab", BaseUrl = "http://127.0.0.1:9/v1", Models = [new ModelDraft("small", 1, 2)], TimeoutSeconds = 5, MaxConcurrency = 2,
        }, LabelingWeb.Cancel);
        var content = PromptStarters.For(["good", "bad"])[0].Content;
        var prompt = await web.Get<CreatePrompt>().RunAsync(web.Owner, web.ProjectId, new NewPrompt("Triage", null, null, null, content), LabelingWeb.Cancel);
        await web.Get<MoveLabel>().RunAsync(web.Owner, prompt, "production", 1, LabelingWeb.Cancel);
        await using var browser = Browser(web);

        var page = Show(browser, web, web.Session);
        await page.WaitForElementAsync("#suggest");
        await page.Find("#suggest").ChangeAsync("prompt:");
        Assert.Contains("production, now version 1", page.Find("#suggest-version").TextContent, StringComparison.Ordinal);
        await page.Find("button").ClickAsync();

        await page.WaitForAssertionAsync(() => Assert.Contains("what the prompt says", browser.Services.GetRequiredService<Feedback>().Toasts[^1].Text, StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        var chosen = (await web.Get<ReadLabelingSession>().RunAsync(web.Owner, web.Session.Id, LabelingWeb.Cancel)).SuggestPrompt!;
        Assert.Equal((prompt, 1, "Triage v1 · small (Lab)"), (chosen.PromptId, chosen.Version, chosen.Source));
        var others = Show(browser, web, web.Session with { Kind = LabelingKind.Spans });
        Assert.Contains("single labels only", others.Markup, StringComparison.Ordinal);
    }

    private static BunitContext Browser(LabelingWeb web)
    {
        var browser = new BunitContext();
        browser.Services.AddSingleton(web.Get<EditLabelingSession>()).AddSingleton(web.Get<ChooseSuggestions>()).AddSingleton(web.Get<ReadSuggestionTally>())
            .AddSingleton(web.Get<ListServedModels>()).AddSingleton(web.Get<ListPrompts>()).AddSingleton(web.Get<ProjectModels>()).AddScoped<Feedback>();
        return browser;
    }

    private static IRenderedComponent<SuggestionsChoice> Show(BunitContext browser, LabelingWeb web, LabelingSessionView session)
    {
        var project = new ProjectLink(web.ProjectId, "Tickets", web.TeamId, "Support", Role.Owner, false);
        var place = new Place(new Visitor(web.Owner.UserId, "Mara", "mara@example.org"), project, [project]);
        return browser.Render<SuggestionsChoice>(parameters => parameters.Add(p => p.Session, session).AddCascadingValue(place));
    }
}
