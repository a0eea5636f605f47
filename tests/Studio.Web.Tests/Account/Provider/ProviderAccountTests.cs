using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Studio.Core;
using Studio.Core.Teams;
using Studio.Web.Account;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Account.Provider;

/// <summary>Which account a provider's identity opens, what its groups give, and how its sessions end.</summary>
public sealed partial class ProviderAccountTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly string[] Groups =
    [
        "--Studio:Oidc:Groups:0:Group", "labelers", "--Studio:Oidc:Groups:0:Team", "Team", "--Studio:Oidc:Groups:0:Role", "Annotator",
        "--Studio:Oidc:Groups:1:Group", "leads", "--Studio:Oidc:Groups:1:Team", "Team", "--Studio:Oidc:Groups:1:Role", "maintainer",
    ];

    [Fact]
    public async Task The_same_subject_comes_back_to_the_same_account_whatever_its_address_is_by_then()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var first = await world.SignInAsync(world.Studio.Browser());
        world.Provider.Person["email"] = "ada.king@example.net";
        using var second = await world.SignInAsync(world.Studio.Browser());
        Assert.Equal("/account/sign-ins", second.Headers.Location!.ToString());
        Assert.Equal(1, await world.ReadAsync(db => db.UserLogins.CountAsync(Cancel)));
        world.Provider.Person["sub"] = "ada-2";
        world.Provider.Person["email"] = "another@example.net";
        using var third = await world.SignInAsync(world.Studio.Browser());
        Assert.Equal(2, await world.ReadAsync(db => db.UserLogins.CountAsync(Cancel)));
    }

    [Fact]
    public async Task An_equal_address_opens_nobodys_account_until_its_holder_connects_it()
    {
        await using var world = await ProviderWorld.StartAsync();
        world.Provider.Person["email"] = RunningStudio.Email;
        using var stranger = world.Studio.Browser();
        using var refused = await world.SignInAsync(stranger);
        Assert.Contains("There is an account with the address", await world.ProblemAsync(stranger, refused), StringComparison.Ordinal);
        Assert.False(await world.IsSignedInAsync(stranger));

        using var holder = await world.Studio.SignedInAsync();
        using var connecting = await PostConnectAsync(holder, "/account/sign-ins");
        using var connected = await world.AnswerAsync(holder, Leaving(await connecting.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal("/account/sign-ins", connected.Headers.Location!.ToString());
        using var later = world.Studio.Browser();
        using var again = await world.SignInAsync(later);
        Assert.True(await world.IsSignedInAsync(later));
        Assert.Equal(1, await world.ReadAsync(db => db.Users.CountAsync(Cancel)));
        Assert.Equal((await world.Studio.OwnerAsync()).UserId, await world.ReadAsync(db => db.UserLogins.Select(l => l.UserId).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task An_invitation_can_be_taken_up_through_the_provider_and_is_used_up_by_it()
    {
        await using var world = await ProviderWorld.StartAsync("--Studio:Oidc:LocalAccounts", "false", "--Studio:Oidc:NewAccounts", "false");
        var owner = new Actor(await world.ReadAsync(db => db.Users.Select(u => u.Id).SingleAsync(Cancel)));
        var team = await world.ReadAsync(db => db.Teams.Select(t => t.Id).SingleAsync(Cancel));
        var invitation = await world.Studio.Get<Members>().AddAsync(owner, team, "bo@example.net", "Bo", Role.Reviewer, Cancel);
        var link = "/" + world.Studio.Get<InvitationLinks>().LinkTo(invitation!);
        world.Provider.Person = new JsonObject { ["sub"] = "bo-7", ["name"] = "Bo", ["email"] = "bo@example.net" };
        using var uninvited = world.Studio.Browser();
        using var refused = await world.SignInAsync(uninvited);
        Assert.Contains("invitation", await world.ProblemAsync(uninvited, refused), StringComparison.Ordinal);

        using var bo = world.Studio.Browser();
        using var connecting = await PostConnectAsync(bo, link);
        using var begun = await world.AnswerAsync(bo, Leaving(await connecting.Content.ReadAsStringAsync(Cancel)));
        Assert.Equal("/", begun.Headers.Location!.ToString());
        Assert.Equal([("Team", Role.Reviewer)], await world.RolesAsync("bo-7"));

        world.Provider.Person["sub"] = "mallory-1";
        using var mallory = world.Studio.Browser();
        using var late = await PostConnectAsync(mallory, link);
        using var lateAnswer = await world.AnswerAsync(mallory, Leaving(await late.Content.ReadAsStringAsync(Cancel)));
        Assert.Contains("was used before", await world.ProblemAsync(mallory, lateAnswer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_give_a_role_change_it_and_take_it_away_and_what_an_Owner_gave_stays()
    {
        await using var world = await ProviderWorld.StartAsync(Groups);
        world.Provider.Person["groups"] = new JsonArray("labelers", "of no meaning here");
        using var first = await world.SignInAsync(world.Studio.Browser());
        Assert.Equal([("Team", Role.Annotator)], await world.RolesAsync("ada-1"));
        world.Provider.Person["groups"] = new JsonArray("labelers", "leads");
        using var second = await world.SignInAsync(world.Studio.Browser());
        Assert.Equal([("Team", Role.Maintainer)], await world.RolesAsync("ada-1"));

        var owner = await world.Studio.OwnerAsync();
        var (team, person) = (await world.ReadAsync(db => db.Teams.Select(t => t.Id).SingleAsync(Cancel)), await world.ReadAsync(db => db.UserLogins.Select(l => l.UserId).SingleAsync(Cancel)));
        await Assert.ThrowsAsync<ConflictException>(() => world.Studio.Get<Members>().ChangeRoleAsync(owner, team, person, Role.Owner, Cancel));

        world.Provider.Person.Remove("groups");
        using var third = await world.SignInAsync(world.Studio.Browser());
        Assert.Empty(await world.RolesAsync("ada-1"));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Studio.Get<Members>().ListAsync(new Actor(person), team, Cancel));
        Assert.Equal(["member.add", "member.role", "member.remove"], await world.ReadAsync(db =>
            db.AuditEvents.Where(e => e.ObjectId == person && e.Action.StartsWith("member.")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync(Cancel)));

        await world.Studio.Get<Members>().AddAsync(owner, team, "ada.byron@example.net", "Ada", Role.Viewer, Cancel);
        using var fourth = await world.SignInAsync(world.Studio.Browser());
        Assert.Equal([("Team", Role.Viewer)], await world.RolesAsync("ada-1"));
    }

    [Fact]
    public async Task An_address_that_the_provider_does_not_vouch_for_is_not_added_to_a_team()
    {
        await using var world = await ProviderWorld.StartAsync();
        world.Provider.Person["email_verified"] = false;
        world.Provider.Person["email"] = "chief@example.org";
        using var taken = await world.SignInAsync(world.Studio.Browser());
        var team = await world.ReadAsync(db => db.Teams.Select(t => t.Id).SingleAsync(Cancel));
        var owner = await world.Studio.OwnerAsync();
        await Assert.ThrowsAsync<ConflictException>(() => world.Studio.Get<Members>().AddAsync(owner, team, "chief@example.org", "Chief", Role.Owner, Cancel));
    }

    [Fact]
    public async Task With_local_accounts_switched_off_no_way_in_by_password_remains()
    {
        await using var world = await ProviderWorld.StartAsync("--Studio:Oidc:LocalAccounts", "false");
        using var browser = world.Studio.Browser();
        Assert.DoesNotContain("Password", await browser.GetStringAsync("/account/sign-in", Cancel), StringComparison.Ordinal);
        Assert.Null(await world.Studio.Get<CheckPassword>().RunAsync(RunningStudio.Email, RunningStudio.Password, Cancel));
        var (id, stamp) = await world.ReadAsync(async db => (await db.Users.Select(u => new { u.Id, u.SecurityStamp }).SingleAsync(Cancel)) is var u ? (u.Id, u.SecurityStamp!) : default);
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Studio.Get<ChangePassword>().RedeemAsync(id, stamp, "quartz lantern orbit willow", Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Studio.Get<ChangePassword>().RunAsync(new Actor(id), RunningStudio.Password, "quartz lantern orbit willow", Cancel));
    }

    private static async Task<HttpResponseMessage> PostConnectAsync(HttpClient browser, string page)
    {
        var html = await browser.GetStringAsync(page, Cancel);
        var fields = HiddenField().Matches(html[..(html.IndexOf("/account/provider/connect", StringComparison.Ordinal) is var at && at > 0 ? html.IndexOf("</form>", at, StringComparison.Ordinal) : html.Length)])
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value));
        using var form = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(new Uri("/account/provider/connect", UriKind.Relative), form, Cancel);
    }

    private static Uri Leaving(string page) => new(WebUtility.HtmlDecode(Refresh().Match(page).Groups[1].Value));

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"[^>]*>""")]
    private static partial Regex HiddenField();

    [GeneratedRegex("content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
