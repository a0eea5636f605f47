using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Teams.Presence;
using Studio.Core.Tests.Tuning;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Children;
using Studio.Core.Tuning.Previews;
using Studio.Core.Tuning.Steering;
using Studio.Web.Shell;
using Studio.Web.Tuning;
using static Studio.Web.Tests.Tuning.TuningWeb;

namespace Studio.Web.Tests.Tuning;

public sealed class RunPageTests
{
    [Fact]
    public async Task The_page_follows_the_run_renders_its_live_parts_only_and_leaves_no_subscription()
    {
        await using var web = await StartAsync();
        var run = await web.LaunchAsync();
        await using var browser = new BunitContext();
        var feeds = web.Get<RunFeeds>();

        var page = Open(browser, web);
        await page.WaitForAssertionAsync(() => Assert.Equal(2, feeds.SubscriberCount(run)), TimeSpan.FromSeconds(120));
        var still = page.FindComponent<RecipeSummary>();
        var stillRenders = still.RenderCount;
        web.Engine.Allow(ScriptedEngine.Steps);
        await page.WaitForAssertionAsync(() => Assert.Contains("Succeeded", page.Find(".page-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));

        var state = page.FindComponent<RunProgress>();
        Assert.Contains("40", state.Find(".run-step strong").TextContent, StringComparison.Ordinal);
        Assert.InRange(state.RenderCount, 2, ScriptedEngine.Steps / 2);
        await page.WaitForAssertionAsync(() => Assert.Equal(4, page.FindAll(".chart-table tbody tr").Count), TimeSpan.FromSeconds(120));
        Assert.Contains("Done.", page.Find(".run-log").TextContent, StringComparison.Ordinal);
        Assert.Equal(stillRenders, still.RenderCount);
        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feeds.SubscriberCount(run));
        Assert.Equal(0, web.Get<PresenceFeeds>().Of(web.Project.Id).SubscriberCount);
    }

    [Fact]
    public async Task What_one_person_changes_about_a_running_job_another_sees_without_doing_anything()
    {
        await using var web = await StartAsync();
        var run = await web.LaunchAsync();
        await using var first = new BunitContext();
        await using var second = new BunitContext();
        var (page, other) = (Open(first, web), Open(second, web));
        web.Engine.Allow(7);
        await page.WaitForAssertionAsync(() => Assert.Equal("7", page.Find(".run-step strong").TextContent), TimeSpan.FromSeconds(120));

        // Found and used in one turn, so that nothing is drawn anew in between.
        await page.InvokeAsync(() => page.Find("#steer-rate").Input("2e-5"));
        await page.InvokeAsync(() => page.Find(".steering form").Submit());

        await other.WaitForAssertionAsync(() => Assert.Contains("Maja set the learning rate to 2e-5", other.Find(".interventions").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        await other.WaitForAssertionAsync(() => Assert.Contains("after step 7", other.Find(".interventions").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        await page.WaitForAssertionAsync(() => Assert.Equal("2e-5", page.Find("#steer-rate").GetAttribute("placeholder")), TimeSpan.FromSeconds(120));
        await page.InvokeAsync(() => page.FindAll(".steering .button").Single(b => b.TextContent == "Pause").Click());
        await other.WaitForAssertionAsync(() => Assert.Contains("Paused at step 7", other.Find(".notice").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task From_one_run_to_another_the_page_follows_the_other_alone()
    {
        await using var web = await StartAsync();
        var (first, second) = (await web.LaunchAsync(), await web.LaunchAsync());
        await using var browser = new BunitContext();
        var feeds = web.Get<RunFeeds>();
        var page = Open(browser, web);
        await page.WaitForAssertionAsync(() => Assert.Equal(2, feeds.SubscriberCount(first)), TimeSpan.FromSeconds(120));

        page.Render(p => p.Add(r => r.Number, 2));

        await page.WaitForAssertionAsync(() => Assert.Contains("2 · ", page.Find(".page-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        await page.WaitForAssertionAsync(() => Assert.Equal((0, 2), (feeds.SubscriberCount(first), feeds.SubscriberCount(second))), TimeSpan.FromSeconds(120));
        web.Engine.Allow(2 * ScriptedEngine.Steps);
        await page.WaitForAssertionAsync(() => Assert.Contains("Succeeded", page.Find(".page-head").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        Assert.Equal("40", page.Find(".run-step strong").TextContent);
    }

    [Fact]
    public async Task A_number_that_no_run_has_is_said_in_a_sentence()
    {
        await using var web = await StartAsync();
        await using var browser = new BunitContext();

        var page = Open(browser, web);

        await page.WaitForAssertionAsync(
            () => Assert.Contains("does not exist", page.Find(".notice").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
    }

    private static IRenderedComponent<RunPage> Open(BunitContext browser, TuningWeb web)
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        foreach (var service in new object[] { web.Get<RunDetails>(), web.Get<WatchRun>(), web.Get<CancelRun>(), web.Get<ContinueRun>(), web.Get<SteerRun>(), web.Get<RunOutcome>(), web.Get<RunFindings>(), web.Get<LayerPlans>(), web.Get<PresenceFeeds>(), web.Get<WatchObject>() })
            browser.Services.AddSingleton(service.GetType(), service);
        var project = new ProjectLink(web.Project.Id, "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);
        var place = new Place(new Visitor(web.Project.Maintainer.UserId, "Maja", "maja@example.org"), project, [project]);
        return browser.Render<RunPage>(parameters => parameters
            .Add(p => p.ProjectId, web.Project.Id).Add(p => p.Number, 1).AddCascadingValue(place));
    }
}
