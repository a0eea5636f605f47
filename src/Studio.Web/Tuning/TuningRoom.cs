using MudBlazor;
using Studio.Core.Storage;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Estimates;
using Studio.Trainer.Native;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters;
using Studio.Web.Live;
using Studio.Web.Shell;
using Studio.Web.Tuning.Bases;

namespace Studio.Web.Tuning;

/// <summary>Runs: launched, watched together, steered.</summary>
public sealed class TuningRoom : IRoom
{
    public string Name => "Tuning";

    public int Order => 40;

    public string Icon => Icons.Material.Outlined.Tune;

    public string Path => "tuning";

    public void AddServices(IHostApplicationBuilder builder)
    {
        Libtorch.UseFolder(builder.Configuration["Studio:Torch:NativePath"]);
        builder.Services.AddSingleton<IRunProbe>(services => new ProcessProbe(typeof(TuningRoom).Assembly.Location, services.GetRequiredService<StorageRoot>()));
        builder.Services.AddTuning(new TuningOptions
        {
            ModelFolders = builder.Configuration.GetSection("Studio:Models:Folders").Get<string[]>() ?? [],
            StarterFolder = builder.Configuration["Studio:Models:Starters"] is { Length: > 0 } folder ? folder : StarterModels.Folder,
        });
        builder.Services.AddSingleton<ITrainingEngine>(services => new TrainingEngine(new EngineOptions { GivesWay = true }, services.GetService<TimeProvider>()));
        builder.Services.AddTuningWorker();
        builder.AddStudioBaseModels();
        builder.Services.AddScoped<IHomeSection, TuningHome>();
        builder.Services.AddScoped<ICommandSource, TuningCommands>();
        builder.Services.AddLiveHub();
    }

    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRuns();
        endpoints.MapBaseModels();
        endpoints.MapLiveHub();
    }
}
