using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Tuning.Bases;
using Studio.Core.Tuning.Children;
using Studio.Core.Tuning.Devices;
using Studio.Core.Tuning.Previews;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Tuning.Estimates;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

public static class TuningSetup
{
    /// <summary>Launching, steering and watching runs.</summary>
    public static IServiceCollection AddTuning(this IServiceCollection services, TuningOptions options) => services
        .AddSingleton(options)
        .AddSingleton<RunHeadlines>()
        .AddSingleton<RunFeeds>()
        .AddSingleton<BaseModelFeeds>()
        .AddSingleton<BaseModelQueue>()
        .AddSingleton<BaseModelFolders>()
        .AddSingleton<BaseModels>()
        .AddSingleton<LaunchChoices>()
        .AddSingleton<LaunchDrafts>()
        .AddSingleton<Preflight>()
        .AddSingleton<LaunchRun>()
        .AddSingleton<CancelRun>()
        .AddSingleton<EstimateRun>()
        .AddSingleton<ContinueRun>()
        .AddSingleton<SteerRun>()
        .AddSingleton<ListRuns>()
        .AddSingleton<RunCurve>()
        .AddSingleton<RunDetails>()
        .AddSingleton<CompareRuns>()
        .AddSingleton<RunFindings>()
        .AddSingleton<ExtendSearch>()
        .AddSingleton<AugmentationPreview>()
        .AddSingleton<LayerPlans>()
        .AddSingleton<RunOutcome>()
        .AddSingleton<ShowDevices>()
        .AddSingleton<WatchRun>();

    /// <summary>A worker for this process's device. Needs an engine, the snapshots and the storage.</summary>
    public static IServiceCollection AddTuningWorker(this IServiceCollection services)
    {
        services.TryAddSingleton(new RunDisk());
        return services
            .AddSingleton<WorkerLocks>()
            .AddSingleton<RunQueue>()
            .AddSingleton<RunAttempts>()
            .AddSingleton<RunsWithRoom>()
            .AddHostedService<RunWorker>();
    }
}
