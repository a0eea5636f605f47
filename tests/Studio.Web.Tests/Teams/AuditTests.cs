using Studio.Core;
using Studio.Core.Teams;
using Studio.Web.Tests.Shell;

namespace Studio.Web.Tests.Teams;

/// <summary>What the trail of a team shows, to whom, and how it is narrowed down.</summary>
public sealed class AuditTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_trail_is_narrowed_by_person_object_day_and_words()
    {
        await using var studio = await RunningStudio.StartAsync();
        var owner = await studio.OwnerAsync();
        var team = (await studio.Get<ListProjects>().RunAsync(owner, Cancel))[0].TeamId;
        var second = new Actor((await studio.Get<Members>().AddAsync(owner, team, "bo@example.org", "Bo", Role.Owner, Cancel))!.UserId);
        await studio.Get<ApiKeys>().CreateAsync(second, team, "Nightly export", Role.Viewer, TimeSpan.FromDays(1), Cancel);
        var project = await studio.Get<CreateProject>().RunAsync(owner, team, "Another", cancel: Cancel);
        var today = DateOnly.FromDateTime(DateTime.UtcNow);

        async Task<string[]> Actions(AuditFilter filter) => [.. (await studio.Get<ReadAudit>().RunAsync(owner, team, filter, cancel: Cancel)).Select(line => line.Action)];
        Assert.Equal(["project.create", "key.create", "member.add", "studio.setup"], await Actions(new AuditFilter()));
        Assert.Equal(["key.create"], await Actions(new AuditFilter(UserId: second.UserId)));
        Assert.Equal(["member.add"], await Actions(new AuditFilter(About: "member")));
        Assert.Equal(["project.create"], await Actions(new AuditFilter(ProjectId: project)));
        Assert.Equal(["key.create"], await Actions(new AuditFilter(Text: "NIGHTLY")));
        Assert.Equal(4, (await Actions(new AuditFilter(From: today.AddDays(-1), To: today.AddDays(1)))).Length);
        Assert.Empty(await Actions(new AuditFilter(To: today.AddDays(-2))));
        var choices = await studio.Get<ReadAudit>().ChoicesAsync(owner, team, Cancel);
        Assert.Equal(["key", "member", "project", "studio"], choices.About);
        Assert.Equal(["Administrator", "Bo"], choices.People.Select(p => p.Name));
    }

    [Fact]
    public async Task Nobody_but_an_Owner_reads_it()
    {
        await using var studio = await RunningStudio.StartAsync();
        var owner = await studio.OwnerAsync();
        var team = (await studio.Get<ListProjects>().RunAsync(owner, Cancel))[0].TeamId;
        var maintainer = new Actor((await studio.Get<Members>().AddAsync(owner, team, "bo@example.org", "Bo", Role.Maintainer, Cancel))!.UserId);
        await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<ReadAudit>().RunAsync(maintainer, team, cancel: Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => studio.Get<ReadAudit>().ChoicesAsync(maintainer, team, Cancel));
    }
}
