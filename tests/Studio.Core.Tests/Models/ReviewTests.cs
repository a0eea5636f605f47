using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Models;

public sealed class ReviewTests
{
    [Theory, OnBothEngines]
    public async Task A_second_person_approves_and_the_approval_names_the_digest(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "Better on refunds.");
        await world.ApproveAsync(world.Reviewer, version);

        var approved = await world.VersionAsync(version.Id);
        Assert.Equal(ModelVersionState.Approved, approved.State);
        var review = Assert.Single(approved.Reviews);
        Assert.Equal((ReviewDecision.Approved, world.Reviewer.UserId, version.Digest), (review.Decision, review.DecidedById, review.Digest));
        Assert.Equal(["model.register", "model.card", "model.request-review", "model.approve"], await world.AuditAsync(version.Id));
    }

    [Theory, OnBothEngines]
    public async Task The_launcher_may_not_approve_whatever_their_role(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(world.Tuner);
        await world.AskAsync(world.OtherTuner, version, "");
        var refusal = await Assert.ThrowsAsync<ForbiddenException>(() => world.ApproveAsync(world.Tuner, version));
        Assert.Equal("You launched the run that made this version, so a different person must decide on it. Ask a Reviewer of the team.", refusal.Message);
        await Assert.ThrowsAsync<ForbiddenException>(() => world.RejectAsync(world.Tuner, version, "mine"));
        Assert.Equal(ModelVersionState.InReview, (await world.VersionAsync(version.Id)).State);
    }

    [Theory, OnBothEngines]
    public async Task Who_asked_for_the_review_may_not_approve(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(world.Tuner);
        await world.AskAsync(world.OtherTuner, version, "");
        var refusal = await Assert.ThrowsAsync<ForbiddenException>(() => world.ApproveAsync(world.OtherTuner, version));
        Assert.Contains("You asked for this review", refusal.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothEngines]
    public async Task A_request_can_be_taken_back_and_made_by_another(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync(world.Tuner);
        await world.AskAsync(world.OtherTuner, version, "");
        await world.TakeBackAsync(world.OtherTuner, version);
        await world.AskAsync(world.Tuner, version, "");
        await world.ApproveAsync(world.OtherTuner, version);
        Assert.Equal(ModelVersionState.Approved, (await world.VersionAsync(version.Id)).State);
    }

    [Theory, OnBothEngines]
    public async Task A_program_with_a_key_decides_nothing(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "");
        var program = world.Reviewer with { Key = new KeyScope(Guid.NewGuid(), world.Team.Id, Role.Owner) };
        await Assert.ThrowsAsync<ForbiddenException>(() => world.ApproveAsync(program, version));
    }

    [Theory, OnBothEngines]
    public async Task Viewers_may_not_decide_and_strangers_find_nothing(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "");
        await Assert.ThrowsAsync<ForbiddenException>(() => world.ApproveAsync(world.Viewer, version));
        await Assert.ThrowsAsync<NotFoundException>(() => world.ApproveAsync(world.Stranger, version));
        await Assert.ThrowsAsync<ForbiddenException>(() => world.TakeBackAsync(world.Reviewer, version));
    }

    [Theory, OnBothEngines]
    public async Task Of_two_who_approve_at_once_one_does(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "");
        var attempts = new[] { world.Reviewer, world.SecondReviewer, world.Reviewer }
            .Select(actor => world.ApproveAsync(actor, version)).ToList();
        var refused = 0;
        foreach (var attempt in attempts)
        {
            try
            {
                await attempt;
            }
            catch (ConflictException)
            {
                refused++;
            }
        }

        Assert.Equal(2, refused);
        Assert.Single((await world.AuditAsync(version.Id)), "model.approve");
    }

    [Theory, OnBothEngines]
    public async Task Rejecting_needs_a_reason_and_allows_another_round(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "");
        await Assert.ThrowsAsync<InvalidInputException>(() => world.RejectAsync(world.Reviewer, version, "  "));
        await world.RejectAsync(world.Reviewer, version, "Worse on logins.");
        Assert.Equal(ModelVersionState.Rejected, (await world.VersionAsync(version.Id)).State);

        await world.AskAsync(world.Tuner, version, "The logins were mislabelled, see the thread.");
        await world.ApproveAsync(world.Reviewer, version);
        Assert.Equal([ReviewDecision.Rejected, ReviewDecision.Approved], (await world.VersionAsync(version.Id)).Reviews.OrderBy(r => r.Round).Select(r => r.Decision!.Value));
    }

    [Theory, OnBothEngines]
    public async Task Another_digest_than_the_one_seen_is_not_approved(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var version = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, version, "");
        await Assert.ThrowsAsync<ConflictException>(() => world.ApproveAsync(world.Reviewer, version, new string('0', 64)));
    }

    [Theory, OnBothEngines]
    public async Task Changed_files_or_figures_are_not_approved(DatabaseEngine engine)
    {
        await using var world = await ModelsWorld.CreateAsync(engine);
        var changedFile = await world.RegisterAsync();
        var changedFigures = await world.RegisterAsync();
        await world.AskAsync(world.Tuner, changedFile, "");
        await world.AskAsync(world.Tuner, changedFigures, "");
        var vocabulary = Path.Combine(world.Storage.Model(changedFile.Id), "vocab.txt");
        File.Delete(vocabulary);
        await File.WriteAllTextAsync(vocabulary, "login\nrefund\n", TestContext.Current.CancellationToken);
        await using (var db = await world.Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.Scorecards.Where(s => s.Id == changedFigures.ScorecardId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Figures, """{"accuracy":0.99}"""), TestContext.Current.CancellationToken);

        var files = await Assert.ThrowsAsync<ConflictException>(() => world.ApproveAsync(world.Reviewer, changedFile));
        Assert.Contains("vocab.txt has other content", files.Message, StringComparison.Ordinal);
        var figures = await Assert.ThrowsAsync<ConflictException>(() => world.ApproveAsync(world.Reviewer, changedFigures));
        Assert.Contains("figures are no longer", figures.Message, StringComparison.Ordinal);
    }
}
