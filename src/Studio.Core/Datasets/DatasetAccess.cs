using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets;

/// <summary>A dataset that the actor may see, with the role they have there.</summary>
public sealed record DatasetAccess(Guid DatasetId, Guid ProjectId, Guid TeamId, string Name, Role Role)
{
    public bool MayEdit => Role.Allows(Permission.EditData);
}

public static class DatasetQueries
{
    /// <summary>Datasets of the actor's projects that were not deleted; the start of every query that must not see others'.</summary>
    public static IQueryable<Dataset> DatasetsOf(this StudioDb db, Actor actor)
    {
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        return db.Datasets.Where(d => d.DeletedAt == null && projects.Contains(d.ProjectId));
    }

    /// <exception cref="NotFoundException">There is no such dataset for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<DatasetAccess> RequireDatasetAsync(
        this StudioDb db, Actor actor, Guid datasetId, Permission permission, CancellationToken cancel = default)
    {
        var dataset = await db.DatasetsOf(actor).AsNoTracking().Where(d => d.Id == datasetId)
            .Select(d => new { d.ProjectId, d.Name }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("dataset");
        var access = await db.RequireAsync(actor, dataset.ProjectId, permission, cancel);
        return new DatasetAccess(datasetId, access.ProjectId, access.TeamId, dataset.Name, access.Role);
    }

    /// <summary>Writes down who did what to the dataset, in the transaction that does it.</summary>
    internal static void Audit(this StudioDb db, Actor actor, DatasetAccess dataset, string action, string details, TimeProvider time) =>
        db.AuditTeam(actor, dataset.TeamId, time.GetUtcNow().UtcDateTime, action, dataset.DatasetId, details, dataset.ProjectId);
}
