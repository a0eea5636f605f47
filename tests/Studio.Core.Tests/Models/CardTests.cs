using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;
using Studio.Core.Models.Cards;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Models;

public sealed class CardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Without_the_human_parts_approval_is_refused_and_with_them_it_names_the_card(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(withCard: false);
        await world.AskAsync(world.Tuner, version);

        var refusal = await Assert.ThrowsAsync<ConflictException>(() => world.ApproveAsync(world.Reviewer, version));
        Assert.Contains("does not say yet what the model is for", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ModelVersionState.InReview, (await world.VersionAsync(version.Id)).State);
        await world.WriteCardAsync(world.Tuner, version);
        await world.WriteCardAsync(world.OtherTuner, version, seen: 1);
        await world.ApproveAsync(world.Reviewer, version);

        Assert.Equal(2, (await world.VersionAsync(version.Id)).Reviews.Single().CardNumber);
    }

    [Theory, OnBothEngines]
    public async Task Editions_stay_with_their_authors_and_two_who_publish_at_once_do_not_overwrite_each_other(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(withCard: false);
        var write = new WriteCard(world.Gate, world.Feeds, TimeProvider.System);
        var parts = new CardParts("Sorts tickets.", "English only.", "People read the rest.");
        await write.SaveDraftAsync(world.OtherTuner, version.Id, parts with { Limits = "My own limits." }, Cancel);
        await write.PublishAsync(world.Tuner, version.Id, parts, 0, Cancel);

        await Assert.ThrowsAsync<ConflictException>(() => write.PublishAsync(world.OtherTuner, version.Id, parts, 0, Cancel));
        var incomplete = await Assert.ThrowsAsync<InvalidInputException>(() => write.PublishAsync(world.Tuner, version.Id, parts with { Limits = " " }, 1, Cancel));
        await Assert.ThrowsAsync<ForbiddenException>(() => write.PublishAsync(world.Viewer, version.Id, parts, 1, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => write.SaveDraftAsync(world.Stranger, version.Id, parts, Cancel));

        Assert.Contains("limits", incomplete.Message, StringComparison.Ordinal);
        await using var db = await world.Contexts.CreateDbContextAsync(Cancel);
        Assert.Equal("My own limits.", (await db.ModelCardDrafts.SingleAsync(Cancel)).Limits);
        await write.PublishAsync(world.OtherTuner, version.Id, parts with { Limits = "My own limits." }, 1, Cancel);
        Assert.Equal(
            [(1, world.Tuner.UserId, "English only."), (2, world.OtherTuner.UserId, "My own limits.")],
            (await db.ModelCardTexts.AsNoTracking().OrderBy(t => t.Number).ToListAsync(Cancel)).Select(t => (t.Number, t.AuthorId, t.Limits)));
        Assert.Empty(await db.ModelCardDrafts.AsNoTracking().ToListAsync(Cancel));
    }

    [Theory, OnBothEngines]
    public async Task Ticks_of_the_checklist_are_kept_with_who_set_them(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        var ticks = new TickChecklist(world.Contexts, world.Gate, world.Feeds, TimeProvider.System);

        await ticks.SetAsync(world.Reviewer, version.Id, "mistakes", true, Cancel);
        await ticks.SetAsync(world.SecondReviewer, version.Id, "mistakes", true, Cancel);
        await ticks.SetAsync(world.Reviewer, version.Id, "mistakes", false, Cancel);

        var check = (await ticks.ReadAsync(world.SecondReviewer, version.Id, Cancel)).Single(c => c.Key == "mistakes");
        Assert.Equal((true, "second"), (check.Mine, Assert.Single(check.By)));
        await Assert.ThrowsAsync<ForbiddenException>(() => ticks.SetAsync(world.Viewer, version.Id, "mistakes", true, Cancel));
        await Assert.ThrowsAsync<InvalidInputException>(() => ticks.SetAsync(world.Reviewer, version.Id, "nothing", true, Cancel));
    }
}
