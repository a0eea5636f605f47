using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>Asks the team's reviewers to look at a version, or takes that back.</summary>
public sealed class RequestReview(IWriteGate gate, ModelFeeds feeds, TimeProvider time)
{
    /// <exception cref="ConflictException">The version is in review or approved already.</exception>
    public async Task AskAsync(Actor actor, Guid versionId, string message, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.Tune, token);
            var version = at.Version;
            if (version.State is ModelVersionState.InReview)
                throw new ConflictException("Somebody has asked for this review already; it waits for a decision.");
            if (version.State is ModelVersionState.Approved)
                throw new ConflictException("This version is approved already.");
            var now = time.GetUtcNow().UtcDateTime;
            var rounds = await db.ModelReviews.CountAsync(r => r.VersionId == versionId, token);
            db.ModelReviews.Add(new ModelReview
            {
                VersionId = versionId,
                Round = rounds + 1,
                RequestedById = actor.UserId,
                RequestedAt = now,
                Message = ReviewText.Optional(message, "message"),
                Digest = version.Digest,
            });
            version.State = ModelVersionState.InReview;
            version.RequestedById = actor.UserId;
            db.Record(actor, at, "model.request-review", now, $"{version.Model.Name} version {version.Number}, sha256:{version.Digest}");
            await db.TellReviewersAsync(actor, at, now, token);
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }

    /// <summary>Ends the open round without a decision, so that somebody else can ask or more can be said first.</summary>
    /// <exception cref="ConflictException">No review is open.</exception>
    public async Task CancelAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.Tune, token);
            var version = at.Version;
            if (version.State is not ModelVersionState.InReview)
                throw new ConflictException($"No review of this version is open; it is {ReviewText.Name(version.State)}.");
            var now = time.GetUtcNow().UtcDateTime;
            var review = await db.OpenReviewAsync(versionId, token);
            (review.Decision, review.DecidedById, review.DecidedAt) = (ReviewDecision.Cancelled, actor.UserId, now);
            (version.State, version.RequestedById) = (ModelVersionState.Registered, null);
            db.Record(actor, at, "model.cancel-review", now, $"{version.Model.Name} version {version.Number}");
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }
}
