using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Runs;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Runs;

/// <summary>Whoever launched a prompt run and whoever watches it hear of its end, whichever way it ends.</summary>
public sealed class PromptRunNoticeTests
{
    [Theory, OnBothEngines]
    public async Task The_end_of_a_run_that_still_waited_is_told_to_its_launcher_and_its_watchers_but_not_to_who_ended_it(DatabaseEngine engine)
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync(engine, worker: false);
        await world.ConnectAsync(server);
        var run = await world.LaunchAsync(await world.RequestAsync());
        await WatchAsync(world, run, world.Viewer, world.Stranger);
        await world.Get<IWriteGate>().WriteAsync((db, token) =>
            db.Memberships.Where(m => m.UserId == world.Viewer.UserId).ExecuteUpdateAsync(m => m.SetProperty(p => p.Role, Role.Maintainer), token), PromptRunWorld.Cancel);

        await world.Get<SteerPromptRun>().CancelAsync(world.Viewer, world.ProjectId, run, PromptRunWorld.Cancel);

        Assert.EndsWith("was cancelled.", (await OnlyOneAsync(world, world.Maintainer)).Text, StringComparison.Ordinal);
        Assert.Empty(await ToldAsync(world, world.Viewer));
        Assert.Empty(await ToldAsync(world, world.Stranger));

        var next = await world.LaunchAsync(await world.RequestAsync());
        await WatchAsync(world, next, world.Viewer);
        await world.Get<SteerPromptRun>().CancelAsync(world.Maintainer, world.ProjectId, next, PromptRunWorld.Cancel);

        var told = await OnlyOneAsync(world, world.Viewer);
        Assert.Equal((NotificationKind.PromptRunEnded, $"/p/{world.ProjectId}/prompts/runs/2"), (told.Kind, told.Href));
        Assert.Single(await ToldAsync(world, world.Maintainer));
    }

    [Fact]
    public async Task A_run_that_failed_says_why_to_both()
    {
        await using var server = await FakeModelServer.StartAsync();
        await using var world = await PromptRunWorld.StartAsync(worker: false);
        await world.ConnectAsync(server, most: 1);
        var run = await world.LaunchAsync(await world.RequestAsync());
        await WatchAsync(world, run, world.Viewer);
        server.Key = "sk-other";

        await RestartAsync(world);
        await world.EndedAsync(run);

        Assert.Contains("failed: ", (await OnlyOneAsync(world, world.Viewer)).Text, StringComparison.Ordinal);
        Assert.Contains("does not accept the key", (await OnlyOneAsync(world, world.Maintainer)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_cancelled_at_work_tells_both_and_its_new_end_replaces_what_was_not_read_yet()
    {
        using var turnstile = new SemaphoreSlim(4);
        await using var server = await FakeModelServer.StartAsync();
        server.Turnstile = turnstile;
        await using var world = await PromptRunWorld.StartAsync();
        await world.ConnectAsync(server, most: 2);
        var run = await world.LaunchAsync(await world.RequestAsync());
        await WatchAsync(world, run, world.Viewer);
        await world.UntilAsync(run, status => status.Done == 4);

        await world.Get<SteerPromptRun>().CancelAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel);
        Assert.Equal(RunState.Cancelled, (await world.EndedAsync(run)).State);
        foreach (var person in new[] { world.Maintainer, world.Viewer })
            Assert.EndsWith("was cancelled.", (await OnlyOneAsync(world, person)).Text, StringComparison.Ordinal);

        server.Turnstile = null;
        await world.Get<SteerPromptRun>().ContinueAsync(world.Maintainer, world.ProjectId, run, PromptRunWorld.Cancel);
        Assert.Equal(RunState.Succeeded, (await world.EndedAsync(run)).State);
        foreach (var person in new[] { world.Maintainer, world.Viewer })
            Assert.EndsWith("is done.", (await OnlyOneAsync(world, person)).Text, StringComparison.Ordinal);
    }

    private static async Task RestartAsync(PromptRunWorld world)
    {
        await world.EndAsync();
        await world.BeginAsync();
    }

    private static async Task WatchAsync(PromptRunWorld world, Guid run, params Actor[] people)
    {
        var watch = new WatchObject(world.Get<IDbContextFactory<StudioDb>>(), world.Get<IWriteGate>());
        foreach (var person in people)
            await watch.SetAsync(person, run, watch: true, PromptRunWorld.Cancel);
    }

    private static Task<IReadOnlyList<NotificationView>> ToldAsync(PromptRunWorld world, Actor person) =>
        new ReadNotifications(world.Get<IDbContextFactory<StudioDb>>()).RunAsync(person, unreadOnly: true, cancel: PromptRunWorld.Cancel);

    private static async Task<NotificationView> OnlyOneAsync(PromptRunWorld world, Actor person) => Assert.Single(await ToldAsync(world, person));
}
