using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;

namespace Studio.Core.Datasets;

public static class DatasetsSetup
{
    public static IServiceCollection AddStudioDatasets(this IServiceCollection services) => services
        .AddSingleton<DatasetFeeds>()
        .AddSingleton<SnapshotStore>()
        .AddSingleton<ISnapshotStore>(provider => provider.GetRequiredService<SnapshotStore>())
        .AddSingleton<FreezeSnapshot>();
}
