using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning.Bases;

/// <summary>Stops the fetching of a base model, lets it go on, or has it looked at again.</summary>
public sealed class SteerBaseModel(IWriteGate gate, BaseModelQueue queue, BaseModelFeeds feeds, TimeProvider time)
{
    /// <summary>What is on the disk stays for going on, and is of no use before that.</summary>
    /// <exception cref="ConflictException">There is nothing to stop.</exception>
    public async Task StopAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        await ChangeAsync(actor, projectId, id, "base-model.stop", model =>
        {
            if (model.State is not (BaseModelState.Waiting or BaseModelState.Fetching or BaseModelState.Checking))
                throw new ConflictException("Nothing is being done with this base model that could be stopped.");
            (model.State, model.HeartbeatAt) = (BaseModelState.Stopped, null);
        }, cancel);
        await queue.InterruptAsync(id);
    }

    /// <summary>Goes on where it stopped; a model that is here is looked at again.</summary>
    /// <exception cref="ConflictException">It is being worked on, or its archive is not here.</exception>
    public async Task GoOnAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        await ChangeAsync(actor, projectId, id, "base-model.go-on", model =>
        {
            if (model.State is not (BaseModelState.Stopped or BaseModelState.Failed or BaseModelState.Refused or BaseModelState.Checked))
                throw new ConflictException("This base model is being worked on already.");
            (model.State, model.Problem) = (BaseModelState.Waiting, null);
        }, cancel);
        queue.Wake();
    }

    private async Task ChangeAsync(Actor actor, Guid projectId, Guid id, string action, Action<TeamBaseModel> change, CancellationToken cancel)
    {
        var team = await gate.WriteAsync(async (db, token) =>
        {
            var (model, project) = await db.RequireBaseModelAsync(actor, projectId, id, BaseModelAccess.ToChange, token);
            change(model);
            db.Audit(actor, project, time.GetUtcNow().UtcDateTime, action, id, model.Name);
            return project.TeamId;
        }, cancel);
        feeds.Changed(team, id);
    }
}
