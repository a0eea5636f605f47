using Microsoft.EntityFrameworkCore;
using Studio.Core.Models;
using Studio.Core.Teams;

namespace Studio.Core.Tests.Models;

public sealed class ReviewTests : IAsyncLifetime
{
    private ModelsWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ModelsWorld.CreateAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_second_person_approves_and_the_approval_names_the_digest()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "Better on refunds.");
        await _world.ApproveAsync(_world.Reviewer, version);

        var approved = await _world.VersionAsync(version.Id);
        Assert.Equal(ModelVersionState.Approved, approved.State);
        var review = Assert.Single(approved.Reviews);
        Assert.Equal((ReviewDecision.Approved, _world.Reviewer.UserId, version.Digest), (review.Decision, review.DecidedById, review.Digest));
        Assert.Equal(["model.register", "model.request-review", "model.approve"], await _world.AuditAsync(version.Id));
    }

    [Fact]
    public async Task The_launcher_may_not_approve_whatever_their_role()
    {
        var version = await _world.RegisterAsync(_world.Tuner);
        await _world.AskAsync(_world.OtherTuner, version, "");
        var refusal = await Assert.ThrowsAsync<ForbiddenException>(() => _world.ApproveAsync(_world.Tuner, version));
        Assert.Equal("You launched the run that made this version, so a different person must decide on it. Ask a Reviewer of the team.", refusal.Message);
        await Assert.ThrowsAsync<ForbiddenException>(() => _world.RejectAsync(_world.Tuner, version, "mine"));
        Assert.Equal(ModelVersionState.InReview, (await _world.VersionAsync(version.Id)).State);
    }

    [Fact]
    public async Task Who_asked_for_the_review_may_not_approve()
    {
        var version = await _world.RegisterAsync(_world.Tuner);
        await _world.AskAsync(_world.OtherTuner, version, "");
        var refusal = await Assert.ThrowsAsync<ForbiddenException>(() => _world.ApproveAsync(_world.OtherTuner, version));
        Assert.Contains("You asked for this review", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_can_be_taken_back_and_made_by_another()
    {
        var version = await _world.RegisterAsync(_world.Tuner);
        await _world.AskAsync(_world.OtherTuner, version, "");
        await _world.TakeBackAsync(_world.OtherTuner, version);
        await _world.AskAsync(_world.Tuner, version, "");
        await _world.ApproveAsync(_world.OtherTuner, version);
        Assert.Equal(ModelVersionState.Approved, (await _world.VersionAsync(version.Id)).State);
    }

    [Fact]
    public async Task A_program_with_a_key_decides_nothing()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "");
        var program = _world.Reviewer with { Key = new KeyScope(Guid.NewGuid(), _world.Team.Id, Role.Owner) };
        await Assert.ThrowsAsync<ForbiddenException>(() => _world.ApproveAsync(program, version));
    }

    [Fact]
    public async Task Viewers_may_not_decide_and_strangers_find_nothing()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "");
        await Assert.ThrowsAsync<ForbiddenException>(() => _world.ApproveAsync(_world.Viewer, version));
        await Assert.ThrowsAsync<NotFoundException>(() => _world.ApproveAsync(_world.Stranger, version));
        await Assert.ThrowsAsync<ForbiddenException>(() => _world.TakeBackAsync(_world.Reviewer, version));
    }

    [Fact]
    public async Task Of_two_who_approve_at_once_one_does()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "");
        var attempts = new[] { _world.Reviewer, _world.SecondReviewer, _world.Reviewer }
            .Select(actor => _world.ApproveAsync(actor, version)).ToList();
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
        Assert.Single((await _world.AuditAsync(version.Id)), "model.approve");
    }

    [Fact]
    public async Task Rejecting_needs_a_reason_and_allows_another_round()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "");
        await Assert.ThrowsAsync<InvalidInputException>(() => _world.RejectAsync(_world.Reviewer, version, "  "));
        await _world.RejectAsync(_world.Reviewer, version, "Worse on logins.");
        Assert.Equal(ModelVersionState.Rejected, (await _world.VersionAsync(version.Id)).State);

        await _world.AskAsync(_world.Tuner, version, "The logins were mislabelled, see the thread.");
        await _world.ApproveAsync(_world.Reviewer, version);
        Assert.Equal([ReviewDecision.Rejected, ReviewDecision.Approved], (await _world.VersionAsync(version.Id)).Reviews.OrderBy(r => r.Round).Select(r => r.Decision!.Value));
    }

    [Fact]
    public async Task Another_digest_than_the_one_seen_is_not_approved()
    {
        var version = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, version, "");
        await Assert.ThrowsAsync<ConflictException>(() => _world.ApproveAsync(_world.Reviewer, version, new string('0', 64)));
    }

    [Fact]
    public async Task Changed_files_or_figures_are_not_approved()
    {
        var changedFile = await _world.RegisterAsync();
        var changedFigures = await _world.RegisterAsync();
        await _world.AskAsync(_world.Tuner, changedFile, "");
        await _world.AskAsync(_world.Tuner, changedFigures, "");
        var vocabulary = Path.Combine(_world.Storage.Model(changedFile.Id), "vocab.txt");
        File.Delete(vocabulary);
        await File.WriteAllTextAsync(vocabulary, "login\nrefund\n", TestContext.Current.CancellationToken);
        await using (var db = await _world.Contexts.CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.Scorecards.Where(s => s.Id == changedFigures.ScorecardId)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Figures, """{"accuracy":0.99}"""), TestContext.Current.CancellationToken);

        var files = await Assert.ThrowsAsync<ConflictException>(() => _world.ApproveAsync(_world.Reviewer, changedFile));
        Assert.Contains("vocab.txt has other content", files.Message, StringComparison.Ordinal);
        var figures = await Assert.ThrowsAsync<ConflictException>(() => _world.ApproveAsync(_world.Reviewer, changedFigures));
        Assert.Contains("figures are no longer", figures.Message, StringComparison.Ordinal);
    }
}
