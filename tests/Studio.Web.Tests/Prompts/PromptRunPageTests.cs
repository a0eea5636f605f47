using Bunit;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Prompts.Runs;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Teams.Presence;
using Studio.Core.Tuning;
using Studio.ModelServer;
using Studio.Web.Live;
using Studio.Web.Prompts.Runs;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Prompts;

public sealed class PromptRunPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task The_page_follows_the_run_and_leaves_no_subscription()
    {
        using var turnstile = new SemaphoreSlim(0);
        await using var server = await FakeModelServer.StartAsync();
        server.Turnstile = turnstile;
        await using var web = await PromptRunWeb.StartAsync(server);
        var run = await web.LaunchAsync();
        await using var browser = new BunitContext();
        var feeds = web.Get<PromptRunFeeds>();

        var page = Open<PromptRunPage>(browser, web, parameters => parameters.Add(p => p.Number, 1));
        await page.WaitForAssertionAsync(() => Assert.Equal(1, feeds.SubscriberCount(run)), Patience);
        turnstile.Release(3);
        await page.WaitForAssertionAsync(() => Assert.Contains("3 of 8 rows", page.Find(".run-step").TextContent, StringComparison.Ordinal), Patience);
        Assert.Contains("Cancel", page.Find(".page-actions").TextContent, StringComparison.Ordinal);
        await page.Find("button[aria-pressed='false'][data-key=w]").ClickAsync();
        await page.WaitForAssertionAsync(() => Assert.Contains("You are told", page.Find("button[aria-pressed='true'][data-key=w]").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(await web.Get<WatchObject>().IsWatchedAsync(web.Maintainer, run, Xunit.TestContext.Current.CancellationToken));
        turnstile.Release(10);
        await page.WaitForAssertionAsync(() => Assert.Contains("Read the scorecard", page.Find(".page-actions").TextContent, StringComparison.Ordinal), Patience);

        Assert.Empty(page.FindAll("button[data-key=w]"));
        Assert.Contains("8 without a label", page.Find(".outcome-words").TextContent, StringComparison.Ordinal);
        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feeds.SubscriberCount(run));
        Assert.Equal(0, web.Get<PresenceFeeds>().Of(web.ProjectId).SubscriberCount);
    }

    [Fact]
    public async Task The_list_follows_the_headlines_and_leaves_no_subscription()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var web = await PromptRunWeb.StartAsync(server);
        await using var browser = new BunitContext();
        var feeds = web.Get<PromptRunFeeds>();
        var page = Open<PromptRunsPage>(browser, web, _ => { });
        await page.WaitForAssertionAsync(() => Assert.Contains("Measure a prompt", page.Markup, StringComparison.Ordinal), Patience);
        await web.LaunchAsync();
        await page.WaitForAssertionAsync(() => Assert.Contains("Run a prompt", page.Find(".page-actions").TextContent, StringComparison.Ordinal), Patience);

        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feeds.Headlines.SubscriberCount);
    }

    [Fact]
    public async Task Programs_outside_see_the_same_feed_through_the_hub()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var web = await PromptRunWeb.StartAsync(server);
        var run = await web.LaunchAsync();
        var key = await web.KeyAsync();
        await using var connection = new HubConnectionBuilder().WithUrl(web.Address + LiveHub.Address, options => options.Headers["Authorization"] = $"Bearer {key}").Build();
        await connection.StartAsync(Xunit.TestContext.Current.CancellationToken);

        PromptRunStatus? last = null;
        await foreach (var frame in connection.StreamAsync<System.Text.Json.JsonElement>("PromptRun", web.ProjectId, run, Xunit.TestContext.Current.CancellationToken))
        {
            var status = frame.GetProperty("snapshot") is { ValueKind: System.Text.Json.JsonValueKind.Object } picture
                ? picture.GetProperty("status") : frame.GetProperty("changes").EnumerateArray().Last().GetProperty("status");
            last = new PromptRunStatus { State = Enum.Parse<RunState>(status.GetProperty("state").GetString()!), Total = status.GetProperty("total").GetInt32(), Unread = status.GetProperty("unread").GetInt32() };
        }

        Assert.Equal((RunState.Succeeded, 8, 8), (last!.State, last.Total, last.Unread));
        Assert.Equal(0, web.Get<PromptRunFeeds>().SubscriberCount(run));
    }

    private static IRenderedComponent<T> Open<T>(BunitContext browser, PromptRunWeb web, Action<ComponentParameterCollectionBuilder<T>> more) where T : ProjectPage
    {
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.JSInterop.SetupModule(_ => true).Mode = JSRuntimeMode.Loose;
        browser.Services.AddMudServices();
        browser.Services.AddScoped<Feedback>();
        foreach (var service in new object[] { web.Get<ReadPromptRuns>(), web.Get<ReadPromptRunRows>(), web.Get<WatchPromptRun>(), web.Get<SteerPromptRun>(), web.Get<PromptRunFeeds>(), web.Get<PresenceFeeds>(), web.Get<WatchObject>() })
            browser.Services.AddSingleton(service.GetType(), service);
        var project = new ProjectLink(web.ProjectId, "Project", Guid.NewGuid(), "Team", Role.Maintainer, false);
        var place = new Place(new Visitor(web.Maintainer.UserId, "Maja", "maja@example.org"), project, [project]);
        return browser.Render<T>(parameters =>
        {
            parameters.Add(p => p.ProjectId, web.ProjectId).AddCascadingValue(place);
            more(parameters);
        });
    }
}
