using Studio.Core.Teams;

namespace Studio.Web.Shell;

/// <summary>The signed-in person.</summary>
public sealed record Visitor(Guid UserId, string Name, string Email)
{
    /// <summary>What use cases are given.</summary>
    public Actor Actor { get; } = new(UserId);
}

/// <summary>A project of the visitor's, as the switcher lists it.</summary>
public sealed record ProjectLink(Guid Id, string Name, Guid TeamId, string TeamName, Role Role, bool IsExample);

/// <summary>Who is here and in which project: a cascading value for every page. <see cref="Project"/> is null only outside of projects.</summary>
public sealed record Place(Visitor Visitor, ProjectLink? Project, IReadOnlyList<ProjectLink> Projects)
{
    public Actor Actor => Visitor.Actor;

    /// <summary>Whether to show a button at all; the use case behind it decides.</summary>
    public bool Can(Permission permission) => Project is not null && Project.Role.Allows(permission);

    /// <summary>The address of a page in this project: <c>To("datasets")</c>.</summary>
    public string To(string path = "") => Project is null ? "/" : $"/p/{Project.Id}/{path}".TrimEnd('/');
}
