using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Live;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Reviewing;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Labeling.Sessions;

namespace Studio.Core.Labeling;

public static class LabelingSetup
{
    public static IServiceCollection AddStudioLabeling(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DatasetFeeds>();
        return services
            .AddSingleton<LabelingFeeds>()
            .AddSingleton<PrepareLabelingSession>().AddSingleton<CreateLabelingSession>().AddSingleton<ListLabelingSessions>().AddSingleton<ReadLabelingSession>()
            .AddSingleton<EditLabelingSession>().AddSingleton<WatchLabelingSession>().AddSingleton<EditLabelSchema>()
            .AddSingleton<TakeTasks>().AddSingleton<AnswerTasks>().AddSingleton<LeaveSeat>().AddSingleton<ReadHistory>().AddSingleton<ReturnSkipped>().AddSingleton<ListFlags>()
            .AddSingleton<SuggestLabels>().AddSingleton<ReadDisputes>().AddSingleton<Adjudicate>().AddSingleton<MeasureAgreement>();
    }
}
