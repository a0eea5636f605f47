using Microsoft.EntityFrameworkCore;
using Studio.Core.Models.Cards;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>
/// A second person approves or rejects a version. All conditions are checked in the same write as the decision, so that of two people who press
/// at once one decides and the other is told.
/// </summary>
public sealed class DecideReview(IWriteGate gate, IDbContextFactory<StudioDb> contexts, StorageRoot storage, ModelFeeds feeds, TimeProvider time)
{
    /// <param name="actor">Not the launcher of the run and not who asked for the review.</param>
    /// <param name="versionId">A version in review.</param>
    /// <param name="digest">The digest that the person saw and approves.</param>
    /// <param name="comment">Why; may be empty.</param>
    /// <param name="cancel">Ends the check of the files.</param>
    /// <exception cref="ForbiddenException">The role is too small, or these would not be four eyes.</exception>
    /// <exception cref="ConflictException">It is decided already, its card lacks the human parts, or files or figures are no longer the registered ones.</exception>
    public async Task ApproveAsync(Actor actor, Guid versionId, string digest, string? comment, CancellationToken cancel = default)
    {
        await DemandIntactAsync(actor, versionId, cancel);
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var (at, review, now) = await OpenAsync(db, actor, versionId, token);
            var version = at.Version;
            if (version.Digest != digest)
                throw new ConflictException("The page showed another digest than the version has. Reload it and look again; nothing was approved.");
            await ModelEvidence.DemandUnchangedAsync(db, version, token);
            review.CardNumber = await CardRules.DemandAsync(db, versionId, token);
            Close(review, ReviewDecision.Approved, actor, now, ReviewText.Optional(comment, "comment"));
            (version.State, version.ApprovedAt) = (ModelVersionState.Approved, now);
            db.Record(actor, at, "model.approve", now, $"{version.Model.Name} version {version.Number}, sha256:{digest}");
            await db.TellDecisionAsync(actor, at, review, now, token);
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }

    /// <exception cref="InvalidInputException">No comment says why.</exception>
    public async Task RejectAsync(Actor actor, Guid versionId, string? comment, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var (at, review, now) = await OpenAsync(db, actor, versionId, token);
            var reason = ReviewText.Required(comment, "why you reject it");
            Close(review, ReviewDecision.Rejected, actor, now, reason);
            at.Version.State = ModelVersionState.Rejected;
            db.Record(actor, at, "model.reject", now, $"{at.Version.Model.Name} version {at.Version.Number}: {reason}");
            await db.TellDecisionAsync(actor, at, review, now, token);
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }

    private async Task<(AccessibleVersion At, ModelReview Review, DateTime Now)> OpenAsync(
        StudioDb db, Actor actor, Guid versionId, CancellationToken cancel)
    {
        var at = await db.RequireVersionAsync(actor, versionId, Permission.Review, cancel);
        FourEyes.Demand(actor, at.Version);
        if (at.Version.State is not ModelVersionState.InReview)
            throw new ConflictException($"This version is {ReviewText.Name(at.Version.State)}; only one in review can be decided on. Nothing was changed.");
        return (at, await db.OpenReviewAsync(versionId, cancel), time.GetUtcNow().UtcDateTime);
    }

    // Hashing gigabytes has no place inside a write; that nobody changes the files afterwards is checked again at every load.
    private async Task DemandIntactAsync(Actor actor, Guid versionId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var manifest = await db.VersionsOf(actor).Where(v => v.Id == versionId).Select(v => v.Manifest).SingleOrDefaultAsync(cancel)
            ?? throw new NotFoundException("model version");
        var differences = await ModelFolder.DifferencesAsync(storage.Model(versionId), manifest, cancel);
        if (differences.Count > 0)
            throw new ConflictException($"The files are no longer those that were registered: {string.Join(' ', differences)} Nothing was approved; tune and register again.");
    }

    private static void Close(ModelReview review, ReviewDecision decision, Actor actor, DateTime now, string comment) =>
        (review.Decision, review.DecidedById, review.DecidedAt, review.Comment) = (decision, actor.UserId, now, comment);
}
