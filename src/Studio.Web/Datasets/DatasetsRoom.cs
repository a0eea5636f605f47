using MudBlazor;
using Studio.Core.Datasets;
using Studio.Web.Shell;

namespace Studio.Web.Datasets;

public sealed class DatasetsRoom : IRoom
{
    public string Name => "Datasets";
    public int Order => 20;
    public string Icon => Icons.Material.Outlined.TableRows;
    public string Path => "datasets";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Studio:Datasets").Get<DatasetsOptions>()?.Checked() ?? new DatasetsOptions());
        builder.Services.AddStudioDatasets();
        builder.Services.AddScoped<IHomeSection, DatasetsHome>();
        builder.Services.AddScoped<ICommandSource, DatasetsCommands>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapUploads();
        endpoints.MapResumableUploads();
        endpoints.MapSnapshotDownloads();
        endpoints.MapExports();
        endpoints.MapMaps();
    }
}
