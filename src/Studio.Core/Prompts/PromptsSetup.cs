using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Live;
using Studio.Core.Prompts.Playground;
using Studio.Core.Prompts.Writing;

namespace Studio.Core.Prompts;

public static class PromptsSetup
{
    public static IServiceCollection AddStudioPrompts(this IServiceCollection services)
    {
        services.TryAddSingleton<TextEncoders>();
        return services
            .AddSingleton<PromptFeeds>()
            .AddSingleton<CreatePrompt>()
            .AddSingleton<PublishVersion>()
            .AddSingleton<MoveLabel>()
            .AddSingleton<ReadLabels>()
            .AddSingleton<NoteUse>()
            .AddSingleton<EditPrompt>()
            .AddSingleton<KeepDraft>()
            .AddSingleton<KeepSample>()
            .AddSingleton<TickChecklist>()
            .AddSingleton<PreviewPrompt>()
            .AddSingleton<KeepPlayground>()
            .AddSingleton<AskModel>()
            .AddSingleton<ListPrompts>()
            .AddSingleton<ReadPrompt>()
            .AddSingleton<FetchPrompt>()
            .AddSingleton<FewShot>()
            .AddSingleton<SimilarShots>()
            .AddSingleton<RenderPrompt>();
    }
}
