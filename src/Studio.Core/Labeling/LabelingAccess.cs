using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling;

/// <summary>The question that every use case of this room asks first.</summary>
internal static class LabelingAccess
{
    /// <exception cref="NotFoundException">There is no such session for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<ProjectAccess> RequireSessionAsync(
        this StudioDb db, Actor actor, Guid sessionId, Permission permission, CancellationToken cancel)
    {
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        var projectId = await db.LabelingSessions.Where(s => s.Id == sessionId && projects.Contains(s.ProjectId))
            .Select(s => (Guid?)s.ProjectId).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("labeling session");
        return await db.RequireAsync(actor, projectId, permission, cancel);
    }
}
