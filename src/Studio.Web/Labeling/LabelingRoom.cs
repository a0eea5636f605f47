using MudBlazor;
using Studio.Core.Labeling;
using Studio.Web.Shell;

namespace Studio.Web.Labeling;

public sealed class LabelingRoom : IRoom
{
    public string Name => "Labeling";

    public int Order => 30;

    public string Icon => Icons.Material.Outlined.Checklist;

    public string Path => "labeling";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddStudioLabeling();
        builder.Services.AddScoped<IHomeSection, LabelingHome>();
        builder.Services.AddScoped<ICommandSource, LabelingCommands>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints) => endpoints.MapLabeling();
}
