using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Tuning.Bases;

/// <summary>Gives every team the base models that come with Studio, and has them checked again when an update brought other files.</summary>
internal sealed class ShippedModels(IDbContextFactory<StudioDb> contexts, IWriteGate gate, BaseModelFolders folders, BaseModelFeeds feeds, TimeProvider time)
{
    public async Task OfferAsync(CancellationToken cancel)
    {
        foreach (var name in folders.Shipped())
        {
            await using var db = await contexts.CreateDbContextAsync(cancel);
            if (!await Lacking(db, name).AnyAsync(cancel) && (await ChangedAsync(db, name, cancel)).Count == 0)
                continue;
            var touched = await gate.WriteAsync(async (write, token) => (await GiveAsync(write, name, token)).Concat(await RecheckAsync(write, name, token)).ToList(), cancel);
            foreach (var model in touched)
                feeds.Changed(model.TeamId, model.Id);
        }
    }

    private async Task<List<TeamBaseModel>> GiveAsync(StudioDb db, string name, CancellationToken cancel)
    {
        var given = (await Lacking(db, name).ToListAsync(cancel)).ConvertAll(to => new TeamBaseModel
        {
            TeamId = to.TeamId, ProjectId = to.ProjectId, Name = name, Source = BaseModelSource.Shipped, Origin = name, AddedById = Guid.Empty, AddedAt = time.GetUtcNow().UtcDateTime,
            State = BaseModelState.Waiting,
        });
        db.BaseModels.AddRange(given);
        return given;
    }

    private async Task<List<TeamBaseModel>> RecheckAsync(StudioDb db, string name, CancellationToken cancel)
    {
        var changed = await ChangedAsync(db, name, cancel);
        foreach (var model in changed)
            model.State = BaseModelState.Waiting;
        return changed;
    }

    // A team that has called another model so keeps that one; its pages need a project to stand in.
    private static IQueryable<Home> Lacking(StudioDb db, string name) =>
        db.Teams.Where(team => db.Projects.Any(p => p.TeamId == team.Id) && !db.BaseModels.Any(m => m.TeamId == team.Id && m.Name == name))
            .Select(team => new Home(team.Id, db.Projects.Where(p => p.TeamId == team.Id).OrderBy(p => p.Id).Select(p => p.Id).First()));

    private async Task<List<TeamBaseModel>> ChangedAsync(StudioDb db, string name, CancellationToken cancel)
    {
        var models = await db.BaseModels.Where(m => m.Source == BaseModelSource.Shipped && m.Origin == name && m.State == BaseModelState.Checked).ToListAsync(cancel);
        return models.Count == 0 || BaseModelFolders.Stamp(folders.Finished(models[0])) is not { } stamp ? [] : models.FindAll(m => m.Stamp != stamp);
    }

    private sealed record Home(Guid TeamId, Guid ProjectId);
}
