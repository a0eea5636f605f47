using Studio.Core;
using Studio.Core.Tuning.Bases;
using Studio.Web.Shell;

namespace Studio.Web.Tuning.Bases;

public static class BasesHosting
{
    /// <summary>Base models: <c>Studio:Hub:Address</c> and <c>Studio:Models:MaxArchiveBytes</c>, their worker, and their commands.</summary>
    public static void AddStudioBaseModels(this IHostApplicationBuilder builder)
    {
        var defaults = new BasesOptions();
        var largest = builder.Configuration["Studio:Models:MaxArchiveBytes"];
        builder.Services.AddBaseModels(new BasesOptions
        {
            HubAddress = builder.Configuration["Studio:Hub:Address"] ?? defaults.HubAddress,
            MaxArchiveBytes = largest is null ? defaults.MaxArchiveBytes
                : long.TryParse(largest, out var bytes) ? bytes : throw new InvalidInputException("Studio:Models:MaxArchiveBytes is a number of bytes above 0."),
        }.Checked());
        builder.Services.AddSingleton<IModelInspector>(new ProcessInspector(typeof(TuningRoom).Assembly.Location));
        builder.Services.AddBaseModelWorker();
        builder.Services.AddScoped<ICommandSource, BaseModelCommands>();
    }
}
