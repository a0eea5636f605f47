using MudBlazor;
using Studio.Core.Prompts;
using Studio.Web.Prompts.Playground;
using Studio.Web.Shell;

namespace Studio.Web.Prompts;

/// <summary>The library of prompts, the page on which one is written, and the playground.</summary>
public sealed class PromptsRoom : IRoom
{
    public string Name => "Prompts";

    public int Order => 10;

    public string Icon => Icons.Material.Outlined.EditNote;

    public string Path => "prompts";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddStudioPrompts();
        builder.Services.AddSingleton<PlaygroundDesk>();
        builder.Services.AddScoped<IHomeSection, PromptsHome>();
        builder.Services.AddScoped<ICommandSource, PromptsCommands>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => endpoints.MapPromptsApi();
}
