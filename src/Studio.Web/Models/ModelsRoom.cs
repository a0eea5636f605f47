using MudBlazor;
using Studio.Core.Models;
using Studio.Core.Models.Serving;
using Studio.Web.Models.OpenAi;
using Studio.Web.Shell;

namespace Studio.Web.Models;

/// <summary>Versions of tuned models: their reviews, and the endpoint where approved ones answer.</summary>
public sealed class ModelsRoom : IRoom
{
    public string Name => "Models";

    public int Order => 60;

    public string Icon => Icons.Material.Outlined.VerifiedUser;

    public string Path => "models";

    public void AddServices(IHostApplicationBuilder builder)
    {
        var serving = builder.Configuration.GetSection("Studio:Serving").Get<ServingOptions>() ?? new ServingOptions();
        serving.Check();
        builder.Services.AddModels(serving);
        builder.Services.AddScoped<IHomeSection, ModelsHome>();
        builder.Services.AddScoped<ICommandSource, ModelCommands>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapModelsApi();
        endpoints.MapVersionFiles();
        endpoints.MapOpenAi();
    }
}
