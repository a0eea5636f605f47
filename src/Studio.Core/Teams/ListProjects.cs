using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>A project of the actor's teams and the role they have there.</summary>
public sealed record ProjectListing(Guid Id, string Name, string Description, Guid TeamId, string TeamName, Role Role, bool IsExample);

/// <summary>The projects that a person may open, by team and name.</summary>
public sealed class ListProjects(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<ProjectListing>> RunAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ProjectsOf(actor).AsNoTracking().OrderBy(p => p.Team.Name).ThenBy(p => p.Name)
            .Select(p => new ProjectListing(
                p.Id, p.Name, p.Description, p.TeamId, p.Team.Name, p.Team.Memberships.First(m => m.UserId == actor.UserId).Role, p.IsExample))
            .ToListAsync(cancel);
    }
}
