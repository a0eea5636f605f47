using Studio.Core;
using Studio.Core.Coordination;
using Studio.Core.ExampleProject;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Web.Account;
using Studio.Web.Api;
using Studio.Web.Prompts.Connections;
using Studio.Web.Setup;
using Studio.Web.Shell;

namespace Studio.Web;

/// <summary>
/// The whole application. <c>Program</c> runs it; a test builds it with arguments of its own
/// (<c>--urls http://127.0.0.1:0 --Studio:Storage:Root …</c>) and calls <see cref="StartAsync"/>.
/// </summary>
public static class StudioWebApplication
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await StartAsync(app, Console.Out);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception error) when (error is StudioException or IOException)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The default content root is the current folder, where appsettings.json may silently be missing; the default name is that of the
        // starting program, and static files are listed under ours.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args, ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(StudioWebApplication).Assembly.GetName().Name,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.AddStudioLogging();
        var options = builder.AddStudioOptions();
        var storage = new StorageRoot(options.Storage.Root);
        builder.Services.AddSingleton(storage);
        builder.Services.AddStudioPersistence(DatabaseOptions.From(builder.Configuration.GetConnectionString("Studio"), storage.Path));
        builder.AddStudioCoordination();
        // The shell brings Blazor and with it a provider of who is signed in; the accounts' own, which ends sessions, must come after it.
        builder.Services.AddStudioShell();
        builder.Services.AddStudioAccounts(storage, builder.Configuration);
        builder.Services.AddStudioSetup();
        builder.Services.AddStudioExampleProject();
        builder.Services.AddStudioApi();
        builder.AddStudioConnections();
        foreach (var room in Rooms.All)
            room.AddServices(builder);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseStudioProxy();
        app.UseStudioSecurityHeaders();
        app.UseStudioErrors();
        app.UseOwnOrigin();
        app.UseStudioSetup();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapStudioApi();
        app.MapStudioAccounts();
        foreach (var room in Rooms.All)
            room.MapEndpoints(app);
        app.MapStudioShell();
        return app;
    }

    /// <summary>Brings the database up to date before anything uses it, begins to answer, and sets up from configuration if asked to.</summary>
    public static async Task StartAsync(WebApplication app, TextWriter console)
    {
        await app.Services.MigrateDatabaseAsync();
        await app.StartAsync();
        await app.SetUpFromConfigurationAsync();
        await app.AnnounceAsync(console);
    }
}
