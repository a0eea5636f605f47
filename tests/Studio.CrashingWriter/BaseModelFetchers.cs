using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Importing;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Connections;
using Studio.Core.Storage;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Models.Inspection;

namespace Studio.CrashingWriter;

/// <summary>One Studio process as far as base models go: a worker, and the database, storage and hub that it is given.</summary>
public static class BaseModelFetchers
{
    public static IHost Build(DatabaseOptions database, string folder, string hub, IReadOnlyList<string>? modelFolders = null, Action<IServiceCollection>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStudioPersistence(database).AddSingleton(new StorageRoot(folder)).AddSingleton(TimeProvider.System)
            .AddSingleton(new DatasetsOptions()).AddSingleton<UploadFiles>()
            .AddSingleton<ISecretProtector, Backwards>().AddModelConnections(new OutgoingOptions { Allow = ["127.0.0.1", "localhost"] })
            .AddSingleton<IModelInspector, InspectorHere>();
        builder.Services.AddTuning(new TuningOptions { ModelFolders = modelFolders ?? [] })
            .AddBaseModels(new BasesOptions { HubAddress = hub, FirstPause = TimeSpan.FromMilliseconds(1), Silence = TimeSpan.FromSeconds(20) }.Checked())
            .AddBaseModelWorker();
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <summary>Works until the process is killed.</summary>
    public static async Task RunAsync(string connection, string folder, string hub)
    {
        using var host = Build(DatabaseOptions.From(connection, folder), folder, hub);
        await host.StartAsync();
        Console.WriteLine("working");
        await Console.In.ReadToEndAsync();
    }

    private sealed class InspectorHere : IModelInspector
    {
        public Task<InspectionReport> InspectAsync(string folder, CancellationToken cancel) => Task.Run(() => ModelInspection.Run(folder), cancel);
    }

    /// <summary>No encryption, but a stored secret does not look like itself.</summary>
    private sealed class Backwards : ISecretProtector
    {
        public string Protect(string secret) => new([.. secret.Reverse()]);

        public string Unprotect(string protectedSecret) => new([.. protectedSecret.Reverse()]);
    }
}
