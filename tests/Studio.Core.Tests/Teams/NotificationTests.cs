using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tests.Models;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Teams;

/// <summary>Who is told what, that it stays until it is read, and that nobody is told of what did not happen.</summary>
public sealed class NotificationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Whoever_may_decide_hears_of_a_request_and_whoever_asked_hears_of_the_decision(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(world.OtherTuner);
        await world.AskAsync(world.OtherTuner, version, "Mind the refunds.");
        var told = Assert.Single(await Of(world, world.Reviewer));
        Assert.Equal((NotificationKind.ReviewRequested, $"/p/{world.ProjectId}/models/versions/{version.Id}/review"), (told.Kind, told.Href));
        Assert.Single(await Of(world, world.SecondReviewer));
        Assert.Empty(await Of(world, world.OtherTuner));
        Assert.Empty(await Of(world, world.Viewer));
        Assert.Empty(await Of(world, world.Stranger));

        await world.ApproveAsync(world.Reviewer, version);
        var decided = Assert.Single(await Of(world, world.OtherTuner));
        Assert.Equal(NotificationKind.ReviewDecided, decided.Kind);
        Assert.Equal("reviewer approved tickets-2026 version 1: Looked at the mistakes.", decided.Text);
    }

    [Theory, OnBothEngines]
    public async Task It_stays_unread_until_its_reader_says_so_and_the_same_thing_asked_again_is_told_once(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var (read, mark) = (new ReadNotifications(world.Contexts), new MarkNotifications(world.Gate, TimeProvider.System));
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version);
        await world.TakeBackAsync(world.Tuner, version);
        await world.AskAsync(world.Tuner, version);
        var told = Assert.Single(await Of(world, world.Reviewer));
        await mark.ReadAsync(world.SecondReviewer, told.Id, Cancel);
        Assert.Equal(1, await read.CountUnreadAsync(world.Reviewer, Cancel));
        await mark.ReadAsync(world.Reviewer, told.Id, Cancel);
        Assert.Equal((0, 1), (await read.CountUnreadAsync(world.Reviewer, Cancel), await read.CountUnreadAsync(world.SecondReviewer, Cancel)));
        Assert.Empty(await read.RunAsync(world.Reviewer, unreadOnly: true, cancel: Cancel));
        await mark.AllReadAsync(world.SecondReviewer, Cancel);
        Assert.Equal(0, await read.CountUnreadAsync(world.SecondReviewer, Cancel));
    }

    [Theory, OnBothEngines]
    public async Task Bells_ring_after_the_write_and_not_for_one_that_fails(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        using var bell = world.Bells.Subscribe(world.Reviewer.UserId);
        await Assert.ThrowsAsync<ConflictException>(() => world.Gate.WriteAsync(async (db, token) =>
        {
            await db.NotifyAsync(world.ProjectId, null, [world.Reviewer.UserId], Any(), DateTime.UtcNow, token);
            throw new ConflictException("Something else came first.");
        }, Cancel));
        Assert.Equal(0, await UnreadAsync(world));

        await world.Gate.WriteAsync((db, token) => db.NotifyAsync(world.ProjectId, null, [world.Reviewer.UserId], Any(), DateTime.UtcNow, token), Cancel);
        await using var rings = bell.ReadBatchesAsync(TimeSpan.Zero, cancel: Cancel).GetAsyncEnumerator(Cancel);
        Assert.True(await rings.MoveNextAsync());
        Assert.Single(rings.Current.Changes);
        Assert.Equal(1, await UnreadAsync(world));
    }

    [Theory, OnBothEngines]
    public async Task Whoever_left_the_team_no_longer_sees_what_was_told_before(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        await world.Gate.WriteAsync((db, token) => db.NotifyAsync(world.ProjectId, null, [world.Reviewer.UserId], Any(), DateTime.UtcNow, token), Cancel);
        Assert.Equal(1, await UnreadAsync(world));
        await new Members(world.Contexts, world.Gate, TimeProvider.System).RemoveAsync(world.Tuner, world.Team.Id, world.Reviewer.UserId, Cancel);
        Assert.Equal(0, await UnreadAsync(world));
        Assert.Empty(await Of(world, world.Reviewer));
    }

    [Theory, OnBothEngines]
    public async Task A_mention_in_a_thread_reaches_the_one_who_is_meant(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        var comment = new CommentOnVersion(world.Gate, world.Feeds, TimeProvider.System);
        await comment.RunAsync(world.Tuner, version.Id, "@Second and @tuner, mail support@viewer.example; @stranger is not of this team.", Cancel);
        var told = Assert.Single(await Of(world, world.SecondReviewer));
        Assert.Equal(NotificationKind.Mentioned, told.Kind);
        Assert.StartsWith("tuner mentions you in tickets-2026 version 1: @Second", told.Text, StringComparison.Ordinal);
        foreach (var other in new[] { world.Tuner, world.Viewer, world.Stranger, world.Reviewer })
            Assert.Empty(await Of(world, other));
        await comment.RunAsync(world.Tuner, version.Id, "And once more, @second.", Cancel);
        Assert.Equal(2, (await Of(world, world.SecondReviewer)).Count);
    }

    private static Notice Any() => new(NotificationKind.RunEnded, Guid.NewGuid(), "Run 1 is done.", "tuning/1");

    private static Task<IReadOnlyList<NotificationView>> Of(ModelsWorld world, Actor actor) =>
        new ReadNotifications(world.Contexts).RunAsync(actor, cancel: Cancel);

    private static async Task<int> UnreadAsync(ModelsWorld world)
    {
        await using var db = await world.Contexts.CreateDbContextAsync(Cancel);
        return await ReadNotifications.Visible(db, world.Reviewer).CountAsync(n => n.ReadAt == null, Cancel);
    }
}
