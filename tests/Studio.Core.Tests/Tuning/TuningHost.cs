using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Coordination;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Tuning;

/// <summary>One Studio process as far as tuning goes: a silo, a worker, and the database and storage that it is given.</summary>
internal sealed class TuningHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TuningHost(IHost host) => _host = host;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<TuningHost> StartAsync(
        DatabaseOptions database, string folder, ScriptedEngine engine, bool worker = true, TimeProvider? time = null, IAfterTraining[]? after = null, Func<long>? freeBytes = null, long? memory = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddStudioCoordination();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddStudioPersistence(database);
        builder.Services.AddSingleton(new StorageRoot(folder));
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<ITrainingEngine>(engine);
        builder.Services.AddSingleton<ISnapshotStore>(new MemorySnapshots());
        foreach (var step in after ?? [])
            builder.Services.AddSingleton(step);
        builder.Services.AddTuning(new TuningOptions { Flush = TimeSpan.FromMilliseconds(5), Poll = TimeSpan.FromMilliseconds(200), DiskPause = TimeSpan.Zero, Memory = memory ?? long.MaxValue });
        if (freeBytes is not null)
            builder.Services.AddSingleton(new RunDisk(_ => freeBytes()));
        if (worker)
            builder.Services.AddTuningWorker();
        var host = new TuningHost(builder.Build());
        await host._host.Services.MigrateDatabaseAsync(Cancel);
        await host._host.StartAsync(Cancel);
        return host;
    }

    public Task<Guid> LaunchAsync(TuningProject project, string? name = null) =>
        Get<LaunchRun>().RunAsync(project.Maintainer, project.Id, new LaunchRequest(project.SnapshotId, new Recipe(), name), Cancel);

    /// <summary>The run's picture as soon as it is as the test wants it, seen through the feed.</summary>
    public async Task<RunPicture> UntilAsync(Guid runId, Func<RunPicture, bool> wanted)
    {
        using var subscription = await Get<RunFeeds>().SubscribeAsync(runId);
        var picture = subscription.Now;
        if (wanted(picture))
            return picture;
        await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            picture = batch.IsSnapshot ? batch.Snapshot : batch.Changes.Aggregate(picture, RunPicture.Apply);
            if (wanted(picture))
                return picture;
        }

        throw new InvalidOperationException("The feed ended.");
    }

    public Task<RunPicture> EndedAsync(Guid runId) => UntilAsync(runId, p => p.Status.State.IsFinal());

    public async Task<StudioDb> ReadAsync() => await Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(Cancel);

    public Task StopAsync() => _host.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
