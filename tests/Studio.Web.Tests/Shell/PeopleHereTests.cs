using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Teams;
using Studio.Core.Teams.Presence;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Shell;

public sealed class PeopleHereTests
{
    [Fact]
    public async Task Others_appear_and_a_closed_page_leaves_no_subscription()
    {
        await using var studio = await RunningStudio.StartAsync();
        var (grains, feeds, project) = (studio.Get<IGrainFactory>(), studio.Get<PresenceFeeds>(), Guid.NewGuid());
        await using var browser = new BunitContext();
        browser.Services.AddSingleton(grains).AddSingleton(feeds);
        var place = new Place(new Visitor(Guid.NewGuid(), "Ada Byron", "ada@example.org"), new ProjectLink(project, "P", Guid.NewGuid(), "T", Role.Owner, false), []);
        var here = browser.Render<PeopleHere>(p => p.AddCascadingValue(place));
        await here.WaitForAssertionAsync(() => Assert.Equal(1, feeds.Of(project).SubscriberCount), TimeSpan.FromSeconds(120));

        await grains.GetGrain<IPresenceGrain>(project).BeHereAsync(Guid.NewGuid(), new PersonHere(Guid.NewGuid(), "Bo Kline", ""));
        await here.WaitForAssertionAsync(() => Assert.Contains("Bo Kline", here.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        Assert.DoesNotContain("Ada Byron", here.Markup, StringComparison.Ordinal);

        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feeds.Of(project).SubscriberCount);
        Assert.Equal("Bo Kline", Assert.Single(feeds.Of(project).Current).Name);
    }
}
