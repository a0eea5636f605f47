using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Outgoing;

namespace Studio.Core.Prompts.Connections;

public static class ConnectionsSetup
{
    /// <summary>Connections to models and the listing of all models. Needs an <see cref="ISecretProtector"/>.</summary>
    public static IServiceCollection AddModelConnections(this IServiceCollection services, OutgoingOptions options) => services
        .AddSingleton(options)
        .AddSingleton<OutgoingHttp>()
        .AddSingleton<SaveConnection>()
        .AddSingleton<ListConnections>()
        .AddSingleton<TestConnection>()
        .AddSingleton<IModelSource, ConnectedModels>()
        .AddSingleton<ProjectModels>();
}
