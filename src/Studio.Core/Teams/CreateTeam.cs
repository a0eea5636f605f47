using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>A new team with its first project. Whoever owns a team may make another and owns that too.</summary>
public sealed class CreateTeam(IWriteGate gate, TimeProvider time)
{
    /// <returns>The first project's id.</returns>
    public Task<Guid> RunAsync(Actor actor, string name, string projectName, CancellationToken cancel = default)
    {
        name = Names.Checked(name, "name of the team");
        projectName = Names.Checked(projectName, "name of the project");
        return gate.WriteAsync(async (db, token) =>
        {
            var owns = actor.Key is null && await db.Memberships.AnyAsync(
                m => m.UserId == actor.UserId && m.Role == Role.Owner && m.User.DisabledAt == null, token);
            if (!owns)
                throw new ForbiddenException("Only an Owner of a team can make another team.");
            var now = time.GetUtcNow().UtcDateTime;
            var team = new Team { Name = name, CreatedAt = now };
            var project = new Project { TeamId = team.Id, Name = projectName, CreatedAt = now };
            db.Teams.Add(team);
            db.Memberships.Add(new Membership { TeamId = team.Id, UserId = actor.UserId, Role = Role.Owner, CreatedAt = now });
            db.Projects.Add(project);
            db.AuditTeam(actor, team.Id, now, "team.create", team.Id, name);
            return project.Id;
        }, cancel);
    }
}
