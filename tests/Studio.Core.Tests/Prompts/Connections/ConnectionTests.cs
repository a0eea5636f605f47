using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Tests.Persistence;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Connections;

public sealed class ConnectionTests
{
    private const string Key = "sk-very-secret-0123456789";

    [Theory, OnBothEngines]
    public async Task The_key_is_used_but_lies_nowhere_in_clear(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync(_ => Reaction.Answer("ok"));
        server.Key = Key;
        await using var world = await ConnectionsWorld.StartAsync(engine, "127.0.0.1");
        var id = await world.CreateAsync(server.BaseUrl, Key);

        using (var model = await world.OpenAsync())
            Assert.Equal("ok", (await model.AskAsync("Hello")).Text);

        var row = Assert.Single(await world.Get<ListConnections>().RunAsync(world.Viewer, world.ProjectId, TestContext.Current.CancellationToken));
        Assert.True(row.HasKey);
        Assert.DoesNotContain(Key, row.ToString(), StringComparison.Ordinal);
        var stored = await world.ReadAsync(db => db.ModelConnections.AsNoTracking().SingleAsync(c => c.Id == id));
        Assert.NotNull(stored.ProtectedKey);
        Assert.DoesNotContain(Key, stored.ProtectedKey, StringComparison.Ordinal);
        var audit = await world.ReadAsync(db => db.AuditEvents.AsNoTracking().Where(e => e.ObjectId == id).ToListAsync());
        Assert.Equal("connection.create", Assert.Single(audit).Action);
        Assert.DoesNotContain(Key, audit[0].Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_those_who_may_change_it_do_and_only_their_projects_see_it()
    {
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        var (save, list, cancel) = (world.Get<SaveConnection>(), world.Get<ListConnections>(), TestContext.Current.CancellationToken);
        var draft = ConnectionsWorld.Draft("https://models.example.org/v1");

        await Assert.ThrowsAsync<ForbiddenException>(() => save.CreateAsync(world.Viewer, world.ProjectId, draft, cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => save.CreateAsync(world.Outsider, world.ProjectId, draft, cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => save.CreateAsync(world.Maintainer, world.ProjectId, draft with { WholeTeam = true }, cancel));
        var own = await save.CreateAsync(world.Maintainer, world.ProjectId, draft, cancel);
        await Assert.ThrowsAsync<ConflictException>(() => save.CreateAsync(world.Maintainer, world.OtherProjectId, draft, cancel));
        var shared = await world.CreateAsync("https://team.example.org/v1", name: "Shared", wholeTeam: true);

        Assert.Equal(["Lab", "Shared"], (await list.RunAsync(world.Viewer, world.ProjectId, cancel)).Select(c => c.Name));
        Assert.Equal(["Shared"], (await list.RunAsync(world.Viewer, world.OtherProjectId, cancel)).Select(c => c.Name));
        await Assert.ThrowsAsync<NotFoundException>(() => save.DeleteAsync(world.Owner, world.OtherProjectId, own, cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => save.DeleteAsync(world.Maintainer, world.ProjectId, shared, cancel));
        var model = (await world.Get<ProjectModels>().ListAsync(world.Viewer, world.ProjectId, cancel))[0];
        await Assert.ThrowsAsync<ForbiddenException>(() => world.Get<ProjectModels>().OpenAsync(world.Viewer, world.ProjectId, model.Id, cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Get<ProjectModels>().OpenAsync(world.Maintainer, world.OtherProjectId, model.Id, cancel));

        await save.DeleteAsync(world.Maintainer, world.ProjectId, own, cancel);
        Assert.Equal(["Shared"], (await list.RunAsync(world.Viewer, world.ProjectId, cancel)).Select(c => c.Name));
    }

    [Fact]
    public async Task A_stored_key_never_goes_to_another_server()
    {
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        var (save, cancel) = (world.Get<SaveConnection>(), TestContext.Current.CancellationToken);
        var id = await world.CreateAsync("https://models.example.org/v1", Key);

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(
            () => save.ChangeAsync(world.Maintainer, world.ProjectId, id, ConnectionsWorld.Draft("https://elsewhere.example.org/v1"), cancel));
        Assert.Contains("Give the key again", refusal.Message, StringComparison.Ordinal);
        await save.ChangeAsync(world.Maintainer, world.ProjectId, id, ConnectionsWorld.Draft("https://models.example.org/v2") with { Models = [new ModelDraft("large", 3, 4), new ModelDraft("other")] }, cancel);
        var row = Assert.Single(await world.Get<ListConnections>().RunAsync(world.Viewer, world.ProjectId, cancel));
        Assert.True(row.HasKey);
        Assert.Equal(["large", "other"], row.Models.Select(m => m.Name));
        Assert.Equal(3, row.Models[0].InputPrice);
        await save.ChangeAsync(world.Maintainer, world.ProjectId, id, ConnectionsWorld.Draft("https://elsewhere.example.org/v1", ""), cancel);
        Assert.False(Assert.Single(await world.Get<ListConnections>().RunAsync(world.Viewer, world.ProjectId, cancel)).HasKey);
    }

    [Theory]
    [InlineData("models.example.org/v1", "full one")]
    [InlineData("file:///etc/passwd", "full one")]
    [InlineData("https://name:word@models.example.org/v1", "no name")]
    [InlineData("https://models.example.org/v1?key=1", "no name")]
    public async Task An_address_that_cannot_be_used_is_refused_with_what_is_wrong(string address, string part)
    {
        await using var world = await ConnectionsWorld.StartAsync();
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => world.CreateAsync(address));
        Assert.Contains(part, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_says_what_failed()
    {
        await using var server = await FakeModelServer.StartAsync(request => request.Model == "small" ? Reaction.Answer("ok") : Reaction.Error(404, "no such model"));
        server.Key = Key;
        await using var world = await ConnectionsWorld.StartAsync(allow: "127.0.0.1");
        var (test, cancel) = (world.Get<TestConnection>(), TestContext.Current.CancellationToken);
        var good = await test.RunAsync(world.Maintainer, world.ProjectId, await world.CreateAsync(server.BaseUrl, Key), cancel);
        Assert.Equal([true, true, false], good.Checks.Select(c => c.Passed));
        Assert.Contains("no such model", good.Checks[2].Said, StringComparison.Ordinal);
        Assert.Equal(["large", "small"], good.Offered);

        var wrongKey = await test.RunAsync(world.Maintainer, world.ProjectId, await world.CreateAsync(server.BaseUrl, "sk-other", "Wrong key"), cancel);
        Assert.Contains("does not accept the key", Assert.Single(wrongKey.Checks).Said, StringComparison.Ordinal);
        var nobody = await test.RunAsync(world.Maintainer, world.ProjectId, await world.CreateAsync("http://127.0.0.1:1/v1", null, "Nobody"), cancel);
        Assert.Contains("Nobody answers", Assert.Single(nobody.Checks).Said, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ForbiddenException>(async () => await test.TryDraftAsync(world.Viewer, world.ProjectId, ConnectionsWorld.Draft(server.BaseUrl, Key), cancel));
    }
}
