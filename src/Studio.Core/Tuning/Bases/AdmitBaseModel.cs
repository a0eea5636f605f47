using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Tuning.Bases;

/// <summary>Says that a checked base model may be tuned and asked in all projects of the team, or that it no longer may.</summary>
public sealed class AdmitBaseModel(IWriteGate gate, BaseModelFeeds feeds, TimeProvider time)
{
    /// <param name="actor">A Maintainer or Owner.</param>
    /// <param name="projectId">A project of the team.</param>
    /// <param name="id">The model.</param>
    /// <param name="digest">The content that the person saw; other content is not admitted in its place.</param>
    /// <param name="licenceAcknowledged">Whether the person says that its licence allows what the team does with it.</param>
    /// <param name="cancel">Nothing happens when it comes in time.</param>
    /// <exception cref="ConflictException">It was not checked, or is another one by now.</exception>
    public async Task AdmitAsync(Actor actor, Guid projectId, Guid id, string digest, bool licenceAcknowledged, CancellationToken cancel = default)
    {
        if (!licenceAcknowledged)
            throw new InvalidInputException("Read the licence and say that it allows what the team does with the model; then it can be admitted.");
        var team = await gate.WriteAsync(async (db, token) =>
        {
            var (model, project) = await db.RequireBaseModelAsync(actor, projectId, id, BaseModelAccess.ToAdmit, token);
            if (model.State != BaseModelState.Checked)
                throw new ConflictException("Only a base model that passed its check can be admitted.");
            if (model.Digest != digest)
                throw new ConflictException("The model's files are others than those you saw. Look at the page again.");
            if (model.AdmittedAt is not null)
                throw new ConflictException("This base model is admitted already.");
            var now = time.GetUtcNow().UtcDateTime;
            (model.AdmittedAt, model.AdmittedById) = (now, actor.UserId);
            db.Audit(actor, project, now, "base-model.admit", id, $"{model.Name}, sha256:{digest}, licence {model.Licence ?? "not stated"} acknowledged");
            await db.NotifyAsync(projectId, actor, [model.AddedById], new Notice(
                NotificationKind.BaseModelAdmitted, id, $"The base model {model.Name} is admitted: it can be tuned and asked.", $"tuning/bases/{id}"), now, token);
            return project.TeamId;
        }, cancel);
        feeds.Changed(team, id);
    }

    /// <summary>New runs and questions are refused from now on; what runs goes on.</summary>
    public async Task WithdrawAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        var team = await gate.WriteAsync(async (db, token) =>
        {
            var (model, project) = await db.RequireBaseModelAsync(actor, projectId, id, BaseModelAccess.ToAdmit, token);
            if (model.AdmittedAt is null)
                throw new ConflictException("This base model is not admitted.");
            var now = time.GetUtcNow().UtcDateTime;
            (model.AdmittedAt, model.AdmittedById) = (null, null);
            db.Audit(actor, project, now, "base-model.withdraw", id, model.Name);
            await db.NotifyAsync(projectId, actor, [model.AddedById], new Notice(
                NotificationKind.BaseModelAdmitted, id, $"The base model {model.Name} is withdrawn: it is not tuned and asked any more.", $"tuning/bases/{id}"), now, token);
            return project.TeamId;
        }, cancel);
        feeds.Changed(team, id);
    }
}
