using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>A project that the actor may see, with the role they have there.</summary>
public sealed record ProjectAccess(Guid ProjectId, Guid TeamId, string Name, Role Role);

/// <summary>
/// The question that every use case asks before it does anything. Whoever is not a member is told that there is nothing;
/// a member whose role is too small is told whom to ask.
/// </summary>
public static class Access
{
    /// <summary>Projects of the actor's teams; the start of every query that must not see others'.</summary>
    public static IQueryable<Project> ProjectsOf(this StudioDb db, Actor actor)
    {
        var projects = db.Projects.Where(p => p.Team.Memberships.Any(m => m.UserId == actor.UserId && m.User.DisabledAt == null));
        return actor.Key is { } key ? projects.Where(p => p.TeamId == key.TeamId) : projects;
    }

    /// <exception cref="NotFoundException">There is no such project for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<ProjectAccess> RequireAsync(
        this StudioDb db, Actor actor, Guid projectId, Permission permission, CancellationToken cancel = default)
    {
        var found = await db.ProjectsOf(actor).AsNoTracking().Where(p => p.Id == projectId)
            .Select(p => new { p.Id, p.TeamId, p.Name, p.Team.Memberships.First(m => m.UserId == actor.UserId).Role })
            .SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("project");
        var role = Narrowed(found.Role, actor);
        Demand(role, permission);
        return new ProjectAccess(found.Id, found.TeamId, found.Name, role);
    }

    /// <summary>The same for what belongs to the team as a whole: its members, keys and projects.</summary>
    /// <exception cref="NotFoundException">There is no such team for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow it.</exception>
    public static async Task<Role> RequireTeamAsync(
        this StudioDb db, Actor actor, Guid teamId, Permission permission, CancellationToken cancel = default)
    {
        if (actor.Key is { } key && key.TeamId != teamId)
            throw new NotFoundException("team");
        var role = await db.Memberships.AsNoTracking()
            .Where(m => m.TeamId == teamId && m.UserId == actor.UserId && m.User.DisabledAt == null)
            .Select(m => (Role?)m.Role).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("team");
        Demand(Narrowed(role, actor), permission);
        return Narrowed(role, actor);
    }

    private static Role Narrowed(Role role, Actor actor) => actor.Key is { } key && key.Role < role ? key.Role : role;

    private static void Demand(Role role, Permission permission)
    {
        if (!role.Allows(permission))
            throw new ForbiddenException(
                $"Your role here is {role}. This needs {Roles.Least(permission)} or higher; an Owner of the team can change your role.");
    }
}
