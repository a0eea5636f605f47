using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Tuning;

namespace Studio.Core.Evaluation;

public static class EvaluationSetup
{
    /// <summary>Scorecards: making, reading and comparing them. Needs the snapshots.</summary>
    public static IServiceCollection AddEvaluation(this IServiceCollection services) => services
        .AddSingleton<IClassifierLoader, TunedClassifierLoader>()
        .AddSingleton<Baselines>()
        .AddSingleton<MakeScorecard>()
        .AddSingleton<ListScorecards>()
        .AddSingleton<ReadScorecard>()
        .AddSingleton<ReadScoredRows>()
        .AddSingleton<CompareScorecards>()
        .AddSingleton<IAfterTraining, ScoreFinishedRun>()
        .AddSingleton<IAfterTraining, ScoreLanguageRun>();
}
