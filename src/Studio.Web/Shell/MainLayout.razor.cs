using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Studio.Web.Account;

namespace Studio.Web.Shell;

public sealed partial class MainLayout
{
    private ErrorBoundary? _boundary;
    private Guid? _key;

    [Inject]
    public required PlaceReader Places { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [CascadingParameter]
    public required Task<AuthenticationState> Authentication { get; set; }

    private Place? Place { get; set; }

    // The body changes with every navigation, and this runs before it is rendered: the page finds its place ready.
    protected override async Task OnParametersSetAsync()
    {
        _boundary?.Recover();
        var project = ProjectAddress.Of(Navigation.ToBaseRelativePath(Navigation.Uri));
        if (Place is not null && project == _key)
            return;
        var visitor = (await Authentication).User.Visitor();
        if (visitor is null)
            return;
        var place = await Places.ReadAsync(visitor, project);
        if (project is not null && place.Project is null)
            Navigation.NotFound();
        (Place, _key) = (place, project);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await Script.InvokeVoidAsync("studio.ready");
    }

    private void Recover() => _boundary?.Recover();
}
