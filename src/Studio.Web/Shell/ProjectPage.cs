using Microsoft.AspNetCore.Components;
using Studio.Core.Teams;

namespace Studio.Web.Shell;

/// <summary>
/// A page inside a project, with the route <c>/p/{ProjectId:guid}/…</c>. The shell has made sure that the visitor is a member before the page is made,
/// and makes a new page when the project changes.
/// </summary>
public abstract class ProjectPage : ComponentBase
{
    [Parameter]
    public Guid ProjectId { get; set; }

    [CascadingParameter]
    public required Place Place { get; set; }

    protected Actor Actor => Place.Actor;

    protected bool Can(Permission permission) => Place.Can(permission);
}
