using Studio.Core.Teams;

namespace Studio.Web.Shell;

/// <summary>
/// A room of the house: everything the shell needs to know of it, in one file (<c>Datasets/DatasetsRoom.cs</c>). Rooms are found by this interface;
/// a room has a public constructor without arguments.
/// </summary>
/// <remarks>
/// Pages stand under <c>/p/{ProjectId:guid}/{Path}</c> and derive from <see cref="ProjectPage"/>. A room adds to the home page by registering an
/// <see cref="IHomeSection"/> and to the commands of <c>Ctrl+K</c> by an <see cref="ICommandSource"/>.
/// </remarks>
public interface IRoom
{
    /// <summary>As it stands in the navigation.</summary>
    string Name { get; }

    /// <summary>Place in the navigation, which is the order of the work: Prompts 10, Datasets 20, Labeling 30, Tuning 40, Evaluation 50, Models 60, Teams 70.</summary>
    int Order { get; }

    /// <summary>An icon of <c>MudBlazor.Icons.Material.Outlined</c>.</summary>
    string Icon { get; }

    /// <summary>The first segment of the room's addresses inside a project, such as <c>datasets</c>.</summary>
    string Path { get; }

    /// <summary>What a person must be allowed for the room to be shown to them. The use cases check again.</summary>
    Permission Needs => Permission.View;

    /// <summary>Where the navigation leads.</summary>
    string Href(Place place) => place.To(Path);

    /// <summary>Use cases, feeds and home section of the room.</summary>
    void AddServices(IHostApplicationBuilder builder);

    /// <summary>Uploads, downloads and <c>/api/v1</c> endpoints of the room; everything needs a signed-in caller unless it says otherwise.</summary>
    void MapEndpoints(IEndpointRouteBuilder endpoints) { }
}
