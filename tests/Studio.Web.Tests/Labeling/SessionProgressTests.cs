using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Teams;
using Studio.Web.Labeling;
using Studio.Web.Shell;

namespace Studio.Web.Tests.Labeling;

public sealed class SessionProgressTests
{
    [Fact]
    public async Task The_page_follows_the_answers_and_leaves_no_subscription()
    {
        await using var web = await LabelingWeb.StartAsync();
        await using var browser = new BunitContext();
        var feed = web.Get<LabelingFeeds>().For(web.Session.Id);
        browser.Services.AddSingleton(web.Get<WatchLabelingSession>());
        var project = new ProjectLink(web.ProjectId, "Tickets", web.TeamId, "Support", Role.Owner, false);
        var place = new Place(new Visitor(web.Owner.UserId, "Mara", "mara@example.org"), project, [project]);

        var page = browser.Render<SessionProgress>(parameters => parameters.Add(p => p.SessionId, web.Session.Id).AddCascadingValue(place));
        await page.WaitForAssertionAsync(() => Assert.Contains("0 of 3", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        Assert.Equal(1, feed.SubscriberCount);
        var seat = Guid.NewGuid();
        foreach (var item in (await web.Get<TakeTasks>().RunAsync(web.Owner, web.Session.Id, seat, 3, [], LabelingWeb.Cancel)).Items)
        {
            var answer = new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, item.TaskId, new AnnotationValue([web.Session.Labels[0].Id]));
            await web.Get<AnswerTasks>().RunAsync(web.Owner, web.Session.Id, seat, [answer], LabelingWeb.Cancel);
        }

        await page.WaitForAssertionAsync(() => Assert.Contains("3 of 3", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(120));
        Assert.Contains("Mara", page.Find("table").TextContent, StringComparison.Ordinal);
        await browser.DisposeComponentsAsync();
        Assert.Equal(0, feed.SubscriberCount);
    }
}
