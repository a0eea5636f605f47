using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

public static class PromptRunsSetup
{
    /// <summary>Launching, steering, watching and working on prompt runs. Needs the prompts, connections, snapshots, scorecards and the storage.</summary>
    public static IServiceCollection AddPromptRuns(this IServiceCollection services, PromptRunOptions options)
    {
        services.TryAddSingleton<WorkerLocks>();
        services.TryAddSingleton<FewShot>();
        services.TryAddSingleton<TextEncoders>();
        services.TryAddSingleton<SimilarShots>();
        services.TryAddSingleton<RenderPrompt>();
        return services
            .AddSingleton(options)
            .AddSingleton<PromptRunFeeds>()
            .AddSingleton<PromptRunPlans>()
            .AddSingleton<LaunchPromptRun>()
            .AddSingleton<SteerPromptRun>()
            .AddSingleton<ReadPromptRuns>()
            .AddSingleton<ReadPromptRunRows>()
            .AddSingleton<WatchPromptRun>()
            .AddSingleton<PromptRunQueue>()
            .AddSingleton<ScorePromptRun>()
            .AddSingleton<PromptRunAttempts>()
            .AddHostedService<PromptRunWorker>();
    }
}
