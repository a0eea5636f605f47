using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Reviewing;
using Studio.Core.Labeling.Schemas;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Labeling.Suggestions;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Runs;

namespace Studio.Core.Labeling;

public static class LabelingSetup
{
    public static IServiceCollection AddStudioLabeling(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DatasetFeeds>();
        services.TryAddSingleton<FewShot>();
        services.TryAddSingleton<TextEncoders>();
        services.TryAddSingleton<SimilarShots>();
        services.TryAddSingleton<RenderPrompt>();
        services.TryAddSingleton(new PromptRunOptions());
        return services
            .AddSingleton<LabelingFeeds>()
            .AddSingleton<PrepareLabelingSession>().AddSingleton<CreateLabelingSession>().AddSingleton<ListLabelingSessions>().AddSingleton<ReadLabelingSession>()
            .AddSingleton<EditLabelingSession>().AddSingleton<WatchLabelingSession>().AddSingleton<EditLabelSchema>()
            .AddSingleton<TakeTasks>().AddSingleton<AnswerTasks>().AddSingleton<LeaveSeat>().AddSingleton<ReadHistory>().AddSingleton<ReturnSkipped>().AddSingleton<ListFlags>()
            .AddSingleton<SuggestLabels>().AddSingleton<PromptSuggester>().AddSingleton<ChooseSuggestions>().AddSingleton<ReadSuggestionTally>()
            .AddSingleton<ReadDisputes>().AddSingleton<Adjudicate>().AddSingleton<MeasureAgreement>();
    }
}
