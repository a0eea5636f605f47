using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning.Bases;

/// <summary>Base models belong to a team and are seen in all of its projects.</summary>
internal static class BaseModelAccess
{
    /// <summary>Maintainers and Owners add, stop and remove.</summary>
    public const Permission ToChange = Permission.Tune;

    /// <summary>Maintainers and Owners admit and withdraw: whoever may spend the machine on a model may also answer for its licence.</summary>
    public const Permission ToAdmit = Permission.Tune;

    public static IQueryable<TeamBaseModel> BaseModelsOf(this StudioDb db, Guid teamId) => db.BaseModels.Where(m => m.TeamId == teamId);

    /// <summary>The base model, tracked, with its files.</summary>
    /// <exception cref="NotFoundException">There is none of this id for this actor in this project.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<(TeamBaseModel Model, ProjectAccess Project)> RequireBaseModelAsync(
        this StudioDb db, Actor actor, Guid projectId, Guid id, Permission permission, CancellationToken cancel)
    {
        var project = await db.RequireAsync(actor, projectId, permission, cancel);
        var model = await db.BaseModelsOf(project.TeamId).Include(m => m.Files).SingleOrDefaultAsync(m => m.Id == id, cancel) ?? throw new NotFoundException("base model");
        return (model, project);
    }
}
