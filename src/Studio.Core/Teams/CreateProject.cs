using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>A new project in a team, by an Owner of it.</summary>
public sealed class CreateProject(IWriteGate gate, TimeProvider time)
{
    public Task<Guid> RunAsync(Actor actor, Guid teamId, string name, string description = "", CancellationToken cancel = default)
    {
        name = Names.Checked(name, "name of the project");
        return gate.WriteAsync(async (db, token) =>
        {
            await db.RequireTeamAsync(actor, teamId, Permission.Administer, token);
            if (await db.Projects.AnyAsync(p => p.TeamId == teamId && p.Name == name, token))
                throw new ConflictException($"This team has a project called '{name}' already.");
            var now = time.GetUtcNow().UtcDateTime;
            var project = new Project { TeamId = teamId, Name = name, Description = description.Trim(), CreatedAt = now };
            db.Projects.Add(project);
            db.AuditTeam(actor, teamId, now, "project.create", project.Id, name, project.Id);
            return project.Id;
        }, cancel);
    }
}
