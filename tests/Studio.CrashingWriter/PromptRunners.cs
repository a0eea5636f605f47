using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Coordination;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Evaluation;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Storage;

namespace Studio.CrashingWriter;

/// <summary>One Studio process as far as prompt runs go: a silo, a worker, and the database and storage that it is given.</summary>
public static class PromptRunners
{
    public static IHost Build(DatabaseOptions database, string folder, PromptRunOptions? options = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStudioCoordination();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStudioPersistence(database).AddSingleton(new StorageRoot(folder)).AddSingleton(TimeProvider.System)
            .AddSingleton<ISnapshotStore, SnapshotStore>().AddSingleton<MakeScorecard>().AddStudioPrompts()
            .AddSingleton<ISecretProtector, NoSecrets>().AddModelConnections(new OutgoingOptions { Allow = ["127.0.0.1"] })
            .AddPromptRuns(options ?? Quick);
        return builder.Build();
    }

    /// <summary>Waits are short, so that failures and retries take no time.</summary>
    public static PromptRunOptions Quick { get; } = new()
    {
        Flush = TimeSpan.FromMilliseconds(5), Poll = TimeSpan.FromMilliseconds(100), Backoff = TimeSpan.FromMilliseconds(5), Heartbeat = TimeSpan.FromMilliseconds(200),
    };

    /// <summary>Works until the process is killed.</summary>
    public static async Task RunAsync(string connection, string folder)
    {
        using var host = Build(DatabaseOptions.From(connection, folder), folder);
        await host.StartAsync();
        Console.WriteLine("working");
        await Console.In.ReadToEndAsync();
    }

    // The connections of these tests need no key.
    private sealed class NoSecrets : ISecretProtector
    {
        public string Protect(string secret) => throw new InvalidOperationException("There are no keys here.");

        public string Unprotect(string protectedSecret) => throw new InvalidOperationException("There are no keys here.");
    }
}
