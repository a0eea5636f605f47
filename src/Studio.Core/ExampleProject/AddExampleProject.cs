using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.ExampleProject;

/// <summary>The example project for a team that began without it: data, prompts, labeling and a run to look at and to play with.</summary>
public sealed class AddExampleProject(IWriteGate gate, TimeProvider time, IEnumerable<IExampleContent> contents)
{
    public const string Name = "Support tickets (example)", Description = "Synthetic support tickets, made by Studio to be tried on. Nobody wrote them.";

    /// <exception cref="ConflictException">The team has it already.</exception>
    public async Task<Guid> RunAsync(Actor actor, Guid teamId, CancellationToken cancel = default)
    {
        var id = await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireTeamAsync(actor, teamId, Permission.Administer, token);
            if (await db.Projects.AnyAsync(p => p.TeamId == teamId && (p.IsExample || p.Name == Name), token))
                throw new ConflictException("This team has the example project already.");
            var now = time.GetUtcNow().UtcDateTime;
            var project = new Project { TeamId = teamId, Name = Name, Description = Description, IsExample = true, CreatedAt = now };
            db.Projects.Add(project);
            db.AuditTeam(actor, teamId, now, "project.create", project.Id, Name, project.Id);
            return project.Id;
        }, cancel);
        await FillAsync(actor, id, cancel);
        return id;
    }

    internal async Task FillAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        foreach (var content in contents.OrderBy(content => content.Order))
            await content.AddAsync(actor, projectId, cancel);
    }
}
