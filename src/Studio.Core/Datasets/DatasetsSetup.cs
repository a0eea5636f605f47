using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;

namespace Studio.Core.Datasets;

public static class DatasetsSetup
{
    public static IServiceCollection AddStudioDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton(new DatasetsOptions());
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton<DatasetFeeds>()
            .AddSnapshots()
            .AddImporting();
    }

    private static IServiceCollection AddSnapshots(this IServiceCollection services) => services
        .AddSingleton<SnapshotStore>()
        .AddSingleton<ISnapshotStore>(provider => provider.GetRequiredService<SnapshotStore>())
        .AddSingleton<FreezeSnapshot>();

    private static IServiceCollection AddImporting(this IServiceCollection services) => services
        .AddSingleton<ImportQueue>()
        .AddSingleton<ImportWriter>()
        .AddSingleton<ReceiveUpload>()
        .AddSingleton<PreviewImport>()
        .AddSingleton<StartImport>()
        .AddSingleton<CancelImport>()
        .AddSingleton<ListImports>()
        .AddHostedService<ImportRunner>();
}
