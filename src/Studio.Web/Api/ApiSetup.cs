using System.Text.Json.Serialization;

namespace Studio.Web.Api;

public static class ApiSetup
{
    public static IServiceCollection AddStudioApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddOpenApi("v1");
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.Converters.Add(new JsonStringEnumConverter()));
        // In every environment, not only while developing: a body that cannot be read is answered like every other mistake.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        return services;
    }

    public static void MapStudioApi(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }
}
