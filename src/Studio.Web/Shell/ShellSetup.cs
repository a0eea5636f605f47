using MudBlazor.Services;

namespace Studio.Web.Shell;

public static class ShellSetup
{
    private const long LongestMessage = 1024 * 1024;

    public static IServiceCollection AddStudioShell(this IServiceCollection services)
    {
        // A pasted document travels in one message; the default of 32 KiB would break the page's connection.
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = LongestMessage);
        services.AddMudServices();
        services.AddScoped<PlaceReader>();
        services.AddScoped<Feedback>();
        return services;
    }

    public static void MapStudioShell(this WebApplication app) =>
        // Blazor's own frame-ancestors header is left out: ours is stricter.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
}
