using Microsoft.Extensions.DependencyInjection;

namespace Studio.Core.ExampleProject;

public static class ExampleProjectSetup
{
    public static IServiceCollection AddStudioExampleProject(this IServiceCollection services) => services
        .AddSingleton<AddExampleProject>()
        .AddSingleton<IExampleContent, ExampleDataset>()
        .AddSingleton<IExampleContent, ExamplePrompts>()
        .AddSingleton<IExampleContent, ExampleLabeling>()
        .AddSingleton<IExampleContent, ExampleRun>();
}
