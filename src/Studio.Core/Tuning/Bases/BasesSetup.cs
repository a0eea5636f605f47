using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Tuning.Bases.Hub;

namespace Studio.Core.Tuning.Bases;

public static class BasesSetup
{
    /// <summary>Adding, checking and admitting base models. Needs an inspector, a secret protector, uploads and the outgoing door.</summary>
    public static IServiceCollection AddBaseModels(this IServiceCollection services, BasesOptions options) => services
        .AddSingleton(options)
        .AddSingleton<AddBaseModel>()
        .AddSingleton<BaseModelUploads>()
        .AddSingleton<AwaitShipped>()
        .AddSingleton<SteerBaseModel>()
        .AddSingleton<AdmitBaseModel>()
        .AddSingleton<RemoveBaseModel>()
        .AddSingleton<ListBaseModels>();

    /// <summary>Fetches and checks in this process.</summary>
    public static IServiceCollection AddBaseModelWorker(this IServiceCollection services)
    {
        services.TryAddSingleton(new RunDisk());
        return services
            .AddSingleton<ShippedModels>()
            .AddSingleton<HubClient>()
            .AddSingleton<FetchFiles>()
            .AddSingleton<CheckFiles>()
            .AddSingleton<BaseModelRecorder>()
            .AddHostedService<BaseModelWorker>();
    }
}
