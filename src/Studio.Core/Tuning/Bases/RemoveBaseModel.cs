using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning.Bases;

/// <summary>Takes a base model away with its files; a folder of the server's own stays where it is.</summary>
public sealed class RemoveBaseModel(IWriteGate gate, BaseModelQueue queue, BaseModelFolders folders, BaseModelFeeds feeds, TimeProvider time)
{
    private const int Named = 5;

    /// <exception cref="ConflictException">Runs that have not ended start from it; the message names them.</exception>
    public async Task RunAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        var team = await gate.WriteAsync(async (db, token) =>
        {
            var (model, project) = await db.RequireBaseModelAsync(actor, projectId, id, BaseModelAccess.ToChange, token);
            if (model.Source == BaseModelSource.Shipped)
                throw new ConflictException("This base model comes with Studio and stays in the list. Withdraw it, and nobody can tune or ask it.");
            var users = await RunsAsync(db, model, folders.Finished(model), token);
            if (users.Count > 0)
                throw new ConflictException($"{(users.Count == 1 ? "A run that has" : $"{users.Count} runs that have")} not ended {(users.Count == 1 ? "starts" : "start")} from it: {string.Join(", ", users.Take(Named))}{(users.Count > Named ? " …" : "")}. Cancel {(users.Count == 1 ? "it" : "them")} or wait, then remove the model.");
            db.BaseModels.Remove(model);
            db.Audit(actor, project, time.GetUtcNow().UtcDateTime, "base-model.remove", id, model.Name);
            return project.TeamId;
        }, cancel);
        await queue.InterruptAsync(id);
        folders.Delete(id);
        feeds.Changed(team, id);
    }

    /// <summary>Runs of the team that have not ended and start from the folder.</summary>
    internal static async Task<IReadOnlyList<string>> RunsAsync(StudioDb db, TeamBaseModel model, string folder, CancellationToken cancel)
    {
        var running = await db.Runs.AsNoTracking().Where(r => r.Project.TeamId == model.TeamId
                && r.State != RunState.Succeeded && r.State != RunState.Failed && r.State != RunState.Cancelled)
            .OrderBy(r => r.CreatedAt).Select(r => new { r.Number, r.Name, r.Recipe, Project = r.Project.Name }).ToListAsync(cancel);
        return [.. running.Where(r => RecipeJson.Parse(r.Recipe).BaseModel == folder).Select(r => $"run {r.Number} “{r.Name}” in {r.Project}")];
    }
}
