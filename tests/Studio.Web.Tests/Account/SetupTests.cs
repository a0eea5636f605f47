using System.Net;
using Studio.Core;
using Studio.Core.ExampleProject;
using Studio.Core.Teams;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Account;

public sealed class SetupTests
{
    private static readonly FirstTeam Second = new("Eve", "eve@example.org", "quartz lantern orbit willow", "Others", false);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_link_works_once_and_the_page_is_gone_afterwards()
    {
        await using var studio = await RunningStudio.StartAsync(setUp: false);
        using var browser = studio.Browser();
        var link = new Uri(studio.SetupLink).PathAndQuery;
        using var refused = await RunningStudio.PostAsync(browser, link, Answers("password12345"));
        Assert.Contains("guessed", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        using var done = await RunningStudio.PostAsync(browser, link, Answers(RunningStudio.Password));
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(new Uri(link, UriKind.Relative), Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(new Uri(link, UriKind.Relative), null, Cancel)).StatusCode);
        await Assert.ThrowsAsync<ConflictException>(() => studio.Get<SetUpStudio>().RunAsync(Second, Cancel));
    }

    [Fact]
    public async Task Without_the_token_there_is_no_form()
    {
        await using var studio = await RunningStudio.StartAsync(setUp: false);
        using var browser = studio.Browser();
        foreach (var path in new[] { "/setup", "/setup?token=", "/setup?token=0123456789abcdef0123456789abcdef" })
            Assert.DoesNotContain("<form", await browser.GetStringAsync(new Uri(path, UriKind.Relative), Cancel), StringComparison.Ordinal);
        Assert.Equal("/setup", (await browser.GetAsync(new Uri("/", UriKind.Relative), Cancel)).Headers.Location?.ToString());
    }

    [Fact]
    public async Task Two_at_once_cannot_both_become_the_first()
    {
        await using var studio = await RunningStudio.StartAsync(setUp: false);
        var setup = studio.Get<SetUpStudio>();
        var answers = await Task.WhenAll(new[] { Second, Second with { Email = "mallory@example.org" } }
            .Select(first => Record.ExceptionAsync(() => setup.RunAsync(first, Cancel)).AsTask()));
        Assert.Single(answers, answer => answer is null);
        Assert.Single(answers, answer => answer is ConflictException);
    }

    [Fact]
    public async Task A_team_that_began_without_the_example_can_add_it_once()
    {
        await using var studio = await RunningStudio.StartAsync(setUp: false);
        var owner = await studio.Get<SetUpStudio>().RunAsync(Second, Cancel);
        var actor = new Actor(owner.Id);
        var first = Assert.Single(await studio.Get<ListProjects>().RunAsync(actor, Cancel));
        var added = await studio.Get<AddExampleProject>().RunAsync(actor, first.TeamId, Cancel);
        Assert.Contains(await studio.Get<ListProjects>().RunAsync(actor, Cancel), project => project.Id == added && project.IsExample);
        await Assert.ThrowsAsync<ConflictException>(() => studio.Get<AddExampleProject>().RunAsync(actor, first.TeamId, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => studio.Get<AddExampleProject>().RunAsync(new Actor(Guid.NewGuid()), first.TeamId, Cancel));
    }

    private static Dictionary<string, string> Answers(string password) => new()
    {
        ["Answers.Name"] = "Ada Byron", ["Answers.Email"] = RunningStudio.Email, ["Answers.Password"] = password, ["Answers.Team"] = "Support",
    };
}
