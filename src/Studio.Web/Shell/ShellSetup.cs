using MudBlazor;
using MudBlazor.Services;

namespace Studio.Web.Shell;

public static class ShellSetup
{
    public static IServiceCollection AddStudioShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices(mud =>
        {
            mud.SnackbarConfiguration.PositionClass = Defaults.Classes.Position.BottomLeft;
            mud.SnackbarConfiguration.PreventDuplicates = true;
            mud.SnackbarConfiguration.ShowTransitionDuration = 100;
            mud.SnackbarConfiguration.HideTransitionDuration = 100;
        });
        services.AddScoped<PlaceReader>();
        services.AddScoped<Feedback>();
        return services;
    }

    public static void MapStudioShell(this WebApplication app) =>
        // Blazor's own frame-ancestors header is left out: ours is stricter.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
}
