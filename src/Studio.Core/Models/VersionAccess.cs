using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A version that the actor may touch, followed by the context that will save it.</summary>
internal sealed record AccessibleVersion(ModelVersion Version, ProjectAccess Project);

internal static class VersionAccess
{
    /// <summary>Versions of the actor's projects; a foreign id finds nothing here.</summary>
    public static IQueryable<ModelVersion> VersionsOf(this StudioDb db, Actor actor) =>
        db.ModelVersions.Where(v => db.ProjectsOf(actor).Any(p => p.Id == v.Model.ProjectId));

    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<AccessibleVersion> RequireVersionAsync(
        this StudioDb db, Actor actor, Guid versionId, Permission permission, CancellationToken cancel)
    {
        var version = await db.VersionsOf(actor).Include(v => v.Model).SingleOrDefaultAsync(v => v.Id == versionId, cancel)
            ?? throw new NotFoundException("model version");
        return new AccessibleVersion(version, await db.RequireAsync(actor, version.Model.ProjectId, permission, cancel));
    }

    public static Task<ModelReview> OpenReviewAsync(this StudioDb db, Guid versionId, CancellationToken cancel) =>
        db.ModelReviews.Where(r => r.VersionId == versionId).OrderByDescending(r => r.Round).FirstAsync(cancel);

    /// <summary>Goes into the same transaction as the change itself.</summary>
    public static void Record(this StudioDb db, Actor actor, AccessibleVersion at, string action, DateTime now, string details) =>
        db.Audit(actor, at.Project, now, action, at.Version.Id, details);
}
