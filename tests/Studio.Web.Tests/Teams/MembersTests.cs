using Microsoft.EntityFrameworkCore;
using Studio.Core;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Web.Account;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Teams;

/// <summary>Who may do what with people, roles, keys and projects: asked of the use cases, since a page only hides buttons.</summary>
public sealed class MembersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_an_Owner_changes_the_team()
    {
        await using var studio = await RunningStudio.StartAsync();
        var (owner, team) = await TeamAsync(studio);
        var members = studio.Get<Members>();
        foreach (var role in Enum.GetValues<Role>().Where(role => role != Role.Owner))
        {
            var person = new Actor((await members.AddAsync(owner, team, $"{role}@example.org", $"The {role}", role, Cancel))!.UserId);
            Assert.NotEmpty(await members.ListAsync(person, team, Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => members.AddAsync(person, team, "x@example.org", "X", Role.Viewer, Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => members.ChangeRoleAsync(person, team, person.UserId, Role.Owner, Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => members.RemoveAsync(person, team, owner.UserId, Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<ApiKeys>().CreateAsync(person, team, "key", Role.Viewer, null, Cancel));
            await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<CreateProject>().RunAsync(person, team, "Mine", cancel: Cancel));
        }
        await Assert.ThrowsAsync<NotFoundException>(() => members.ListAsync(new Actor(Guid.NewGuid()), team, Cancel));
    }

    [Fact]
    public async Task A_team_keeps_an_Owner()
    {
        await using var studio = await RunningStudio.StartAsync();
        var (owner, team) = await TeamAsync(studio);
        await Assert.ThrowsAsync<ConflictException>(() => studio.Get<Members>().RemoveAsync(owner, team, owner.UserId, Cancel));
        await Assert.ThrowsAsync<ConflictException>(() => studio.Get<Members>().ChangeRoleAsync(owner, team, owner.UserId, Role.Viewer, Cancel));
    }

    [Fact]
    public async Task An_invitation_works_once()
    {
        await using var studio = await RunningStudio.StartAsync();
        var (owner, team) = await TeamAsync(studio);
        var invitation = await studio.Get<Members>().AddAsync(owner, team, "bo@example.org", "Bo", Role.Annotator, Cancel);
        var link = "/" + studio.Get<InvitationLinks>().LinkTo(invitation!);
        using var bo = studio.Browser();
        using var begun = await RunningStudio.PostAsync(bo, link, new() { ["Password"] = "quartz lantern orbit willow" });
        Assert.Equal(System.Net.HttpStatusCode.Found, begun.StatusCode);
        using var again = await RunningStudio.PostAsync(studio.Browser(), link, new() { ["Password"] = "another lantern orbit willow" });
        Assert.Contains("was used before", await again.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.NotNull(await studio.Get<CheckPassword>().RunAsync("BO@example.org", "quartz lantern orbit willow", Cancel));
    }

    [Fact]
    public async Task A_key_acts_in_its_team_with_its_role_until_it_ends()
    {
        await using var studio = await RunningStudio.StartAsync();
        var (owner, team) = await TeamAsync(studio);
        var keys = studio.Get<ApiKeys>();
        var key = await keys.CreateAsync(owner, team, "nightly", Role.Viewer, TimeSpan.FromDays(1), Cancel);
        var actor = (await keys.IdentifyAsync(key.Secret, Cancel))!;
        Assert.Equal((team, Role.Viewer), (actor.Key!.TeamId, actor.Key.Role));
        await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<Members>().AddAsync(actor, team, "x@example.org", "X", Role.Viewer, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => keys.CreateAsync(actor, team, "another", Role.Owner, null, Cancel));
        var others = await OtherTeamAsync(studio, owner);
        await Assert.ThrowsAsync<NotFoundException>(() => studio.Get<Members>().ListAsync(actor, others, Cancel));

        await using (var db = await studio.Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(Cancel))
            Assert.DoesNotContain(key.Secret[ApiKeys.Start.Length..], (await db.ApiKeys.SingleAsync(Cancel)).Hash, StringComparison.Ordinal);
        await keys.RevokeAsync(owner, team, key.Id, Cancel);
        Assert.Null(await keys.IdentifyAsync(key.Secret, Cancel));
        Assert.Null(await keys.IdentifyAsync(key.Secret + "x", Cancel));
    }

    private static async Task<(Actor Owner, Guid Team)> TeamAsync(RunningStudio studio)
    {
        var owner = await studio.OwnerAsync();
        return (owner, (await studio.Get<ListProjects>().RunAsync(owner, Cancel))[0].TeamId);
    }

    private static async Task<Guid> OtherTeamAsync(RunningStudio studio, Actor owner)
    {
        var project = await studio.Get<CreateTeam>().RunAsync(owner, "Others", "Theirs", Cancel);
        return (await studio.Get<ListProjects>().RunAsync(owner, Cancel)).Single(p => p.Id == project).TeamId;
    }
}
