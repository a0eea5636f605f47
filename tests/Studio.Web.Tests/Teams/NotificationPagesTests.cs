using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Web.Shell;
using Studio.Web.Teams.Notifications;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Teams;

/// <summary>The bell and its page: live in every open page of the person, and nothing left behind when a page closes.</summary>
public sealed class NotificationPagesTests
{
    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_told_rings_in_every_page_and_reading_it_in_one_quiets_all()
    {
        await using var studio = await RunningStudio.StartAsync();
        var place = await PlaceAsync(studio);
        await using var first = Context(studio, place);
        await using var second = Context(studio, place);
        var (bell, other) = (first.Render<Bell>(), second.Render<Bell>());
        var page = second.Render<NotificationsPage>();
        await page.WaitForAssertionAsync(() => Assert.Contains("Nothing yet", page.Markup, StringComparison.Ordinal));

        await studio.Get<IWriteGate>().WriteAsync((db, token) => db.NotifyAsync(
            place.Project!.Id, null, [place.Visitor.UserId], new Notice(NotificationKind.RunEnded, Guid.NewGuid(), "Run 1 is done.", "tuning/1"), DateTime.UtcNow, token), Cancel);
        await bell.WaitForAssertionAsync(() => Assert.Equal("1", bell.Find(".bell-count").TextContent));
        await other.WaitForAssertionAsync(() => Assert.Equal("Notifications, 1 unread", other.Find("summary").GetAttribute("aria-label")));
        await page.WaitForAssertionAsync(() => Assert.Equal(place.To("tuning/1"), page.Find(".notification-unread").GetAttribute("href")));

        await page.Find(".notification").ClickAsync(new());
        await bell.WaitForAssertionAsync(() => Assert.Empty(bell.FindAll(".bell-count")));
        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll(".notification-unread")));
    }

    [Fact]
    public async Task A_page_that_is_left_listens_to_nothing()
    {
        await using var studio = await RunningStudio.StartAsync();
        var place = await PlaceAsync(studio);
        var feeds = studio.Get<NotificationFeeds>();
        var before = feeds.WatcherCount(place.Visitor.UserId);
        await using (var context = Context(studio, place))
        {
            context.Render<Bell>();
            var page = context.Render<NotificationsPage>();
            await page.WaitForAssertionAsync(() => Assert.Contains("Nothing yet", page.Markup, StringComparison.Ordinal));
            Assert.Equal(before + 2, feeds.WatcherCount(place.Visitor.UserId));
            await context.DisposeComponentsAsync();
        }

        Assert.Equal(before, feeds.WatcherCount(place.Visitor.UserId));
    }

    private static async Task<Place> PlaceAsync(RunningStudio studio)
    {
        var owner = await studio.OwnerAsync();
        var found = (await studio.Get<ListProjects>().RunAsync(owner, Cancel))[0];
        var project = new ProjectLink(found.Id, found.Name, found.TeamId, found.TeamName, found.Role, false);
        return new Place(new Visitor(owner.UserId, "Ada", RunningStudio.Email), project, [project]);
    }

    private static BunitContext Context(RunningStudio studio, Place place)
    {
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.Services.AddMudServices();
        context.Services.AddScoped<Feedback>();
        context.Services.AddSingleton(TimeProvider.System);
        context.RenderTree.Add<CascadingValue<Place>>(value => value.Add(p => p.Value, place));
        foreach (var service in new[] { typeof(ReadNotifications), typeof(MarkNotifications), typeof(NotificationFeeds) })
            context.Services.AddSingleton(service, studio.App.Services.GetRequiredService(service));
        return context;
    }
}
