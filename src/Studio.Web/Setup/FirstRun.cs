using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Studio.Core.Teams;

namespace Studio.Web.Setup;

/// <summary>What happens before there is an account: set-up by configuration, or one page that only the link opens; afterwards nothing.</summary>
public static class FirstRun
{
    public const string Path = "/setup";

    public static IServiceCollection AddStudioSetup(this IServiceCollection services) => services.AddSingleton<SetupGate>();

    /// <summary>Until Studio is set up every page leads to the set-up page; from then on that page does not exist.</summary>
    public static void UseStudioSetup(this WebApplication app) => app.Use(async (context, next) =>
    {
        var done = await context.RequestServices.GetRequiredService<SetupGate>().IsDoneAsync(context.RequestAborted);
        var onSetup = context.Request.Path.StartsWithSegments(Path);
        if (done && onSetup)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else if (!done && !onSetup && IsPage(context))
            context.Response.Redirect(Path);
        else
            await next(context);
    });

    public static async Task SetUpFromConfigurationAsync(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<StudioOptions>().Setup;
        var setup = app.Services.GetRequiredService<SetUpStudio>();
        if (settings.AdminEmail is { Length: > 0 } email && settings.AdminPassword is { Length: > 0 } password && !await setup.IsDoneAsync())
            await setup.RunAsync(new FirstTeam(settings.AdminName, email, password, settings.TeamName, settings.Example));
    }

    /// <summary>Tells where Studio answers, and how to begin.</summary>
    public static async Task AnnounceAsync(this WebApplication app, TextWriter console)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var address = addresses.FirstOrDefault()?.Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal);
        await console.WriteLineAsync($"Studio answers at {address}");
        var gate = app.Services.GetRequiredService<SetupGate>();
        if (!await gate.IsDoneAsync())
            await console.WriteLineAsync($"Set it up, once: {address}{Path}?token={gate.Token}");
    }

    private static bool IsPage(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal);
}
