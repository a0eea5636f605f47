using Studio.Core.Teams;

namespace Studio.Web.Shell;

/// <summary>Finds out where a visitor is.</summary>
public sealed class PlaceReader(ListProjects projects)
{
    public async Task<Place> ReadAsync(Visitor visitor, Guid? projectId, CancellationToken cancel = default)
    {
        var found = await projects.RunAsync(visitor.Actor, cancel);
        var links = found.Select(p => new ProjectLink(p.Id, p.Name, p.TeamId, p.TeamName, p.Role, p.IsExample)).ToList();
        return new Place(visitor, links.SingleOrDefault(link => link.Id == projectId), links);
    }
}
