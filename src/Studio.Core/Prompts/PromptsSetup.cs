using Microsoft.Extensions.DependencyInjection;

namespace Studio.Core.Prompts;

public static class PromptsSetup
{
    public static IServiceCollection AddStudioPrompts(this IServiceCollection services) => services
        .AddSingleton<CreatePrompt>()
        .AddSingleton<PublishVersion>()
        .AddSingleton<MoveLabel>()
        .AddSingleton<EditPrompt>()
        .AddSingleton<KeepDraft>()
        .AddSingleton<ListPrompts>()
        .AddSingleton<ReadPrompt>()
        .AddSingleton<FetchPrompt>()
        .AddSingleton<FewShot>()
        .AddSingleton<RenderPrompt>();
}
