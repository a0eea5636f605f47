using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Connections;

internal static class ConnectionAccess
{
    /// <summary>The connections that a project has: its own and its team's.</summary>
    public static IQueryable<ModelConnection> ConnectionsOf(this StudioDb db, ProjectAccess project) =>
        db.ModelConnections.Where(c => c.TeamId == project.TeamId && (c.ProjectId == null || c.ProjectId == project.ProjectId));

    /// <summary>A project's connection is its maintainers' to change; the whole team's needs an owner.</summary>
    public static Permission ToChange(bool wholeTeam) => wholeTeam ? Permission.Administer : Permission.EditData;

    /// <summary>The connection, tracked, with its models.</summary>
    /// <exception cref="NotFoundException">There is none of this id for this actor in this project.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow to change it.</exception>
    public static async Task<(ModelConnection Connection, ProjectAccess Project)> RequireConnectionAsync(
        this StudioDb db, Actor actor, Guid projectId, Guid id, CancellationToken cancel)
    {
        var project = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var connection = await db.ConnectionsOf(project).Include(c => c.Models).SingleOrDefaultAsync(c => c.Id == id, cancel)
            ?? throw new NotFoundException("connection");
        await db.RequireAsync(actor, projectId, ToChange(connection.ProjectId is null), cancel);
        return (connection, project);
    }

    public static void Record(this StudioDb db, Actor actor, ProjectAccess project, ModelConnection connection, string action, DateTime at, string details) =>
        db.AuditTeam(actor, project.TeamId, at, action, connection.Id, details, connection.ProjectId);
}
