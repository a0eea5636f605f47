using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>Takes an approved version out of service at once; the approved one before it answers in its place, or none.</summary>
public sealed class WithdrawVersion(IWriteGate gate, ServingModels serving, ModelFeeds feeds, TimeProvider time)
{
    /// <exception cref="ConflictException">The version is not approved.</exception>
    /// <exception cref="InvalidInputException">No comment says why.</exception>
    public async Task RunAsync(Actor actor, Guid versionId, string? comment, CancellationToken cancel = default)
    {
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.Review, token);
            var reason = ReviewText.Required(comment, "why it is withdrawn");
            if (at.Version.State is not ModelVersionState.Approved)
                throw new ConflictException($"This version is {ReviewText.Name(at.Version.State)}; only an approved one can be withdrawn.");
            var now = time.GetUtcNow().UtcDateTime;
            at.Version.State = ModelVersionState.Withdrawn;
            db.ModelComments.Add(new ModelComment { VersionId = versionId, UserId = actor.UserId, At = now, Text = $"Withdrawn: {reason}" });
            db.Record(actor, at, "model.withdraw", now, $"{at.Version.Model.Name} version {at.Version.Number}: {reason}");
            return at.Project.ProjectId;
        }, cancel);
        serving.Evict(versionId);
        feeds.Publish(project, versionId);
    }
}
