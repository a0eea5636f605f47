using MudBlazor;
using Studio.Core;
using Studio.Core.Models;
using Studio.Core.Models.Serving;
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
        if (serving is { LoadedBytes: <= 0 } or { MaxTexts: <= 0 } or { MaxTextLength: <= 0 })
            throw new InvalidInputException("Studio:Serving: LoadedBytes, MaxTexts and MaxTextLength must be greater than 0.");
        builder.Services.AddModels(serving);
        builder.Services.AddScoped<IHomeSection, ModelsHome>();
        builder.Services.AddScoped<ICommandSource, ModelCommands>();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapModelsApi();
        endpoints.MapVersionFiles();
    }
}
