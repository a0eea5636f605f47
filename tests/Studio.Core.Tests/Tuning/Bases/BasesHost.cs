using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning.Bases;
using Studio.CrashingWriter;

namespace Studio.Core.Tests.Tuning.Bases;

/// <summary>A Studio process as far as base models go, with a project and its people.</summary>
internal sealed class BasesHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestDatabase? _database;
    private readonly string? _folder;

    private BasesHost(IHost host, TestDatabase? database, string? folder, TuningProject project) => (_host, _database, _folder, Project) = (host, database, folder, project);

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TuningProject Project { get; }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public static async Task<BasesHost> StartAsync(string hub = "http://127.0.0.1:9", IReadOnlyList<string>? modelFolders = null, Action<IServiceCollection>? more = null, DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        var folder = Directory.CreateTempSubdirectory("studio-bases-").FullName;
        var database = await TestDatabase.CreateAsync(engine);
        var host = BaseModelFetchers.Build(database.Options, folder, hub, modelFolders, more);
        var made = new BasesHost(host, database, folder, await TuningProject.CreateAsync(database.Gate));
        await host.StartAsync(Cancel);
        return made;
    }

    /// <summary>Another process's view of the same database and storage.</summary>
    public static async Task<BasesHost> OpenAsync(DatabaseOptions database, string folder, string hub, TuningProject project)
    {
        var host = BaseModelFetchers.Build(database, folder, hub);
        await host.StartAsync(Cancel);
        return new BasesHost(host, null, null, project);
    }

    public Task<BaseModelDetails> ReadAsync(Guid id) => Get<ListBaseModels>().OneAsync(Project.Maintainer, Project.Id, id, Cancel);

    /// <summary>The model as soon as it is as the test wants it.</summary>
    public async Task<BaseModelDetails> UntilAsync(Guid id, Func<BaseModelRow, bool> wanted)
    {
        var now = await ReadAsync(id);
        using var live = Get<BaseModelFeeds>().Of(now.TeamId).Subscribe();
        now = await ReadAsync(id);
        if (wanted(now.Row))
            return now;
        await foreach (var _ in live.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            now = await ReadAsync(id);
            if (wanted(now.Row))
                return now;
        }

        throw new InvalidOperationException($"The feed ended; the model was {now.Row.State}: {now.Row.Problem}");
    }

    public Task<BaseModelDetails> EndAsync(Guid id) =>
        UntilAsync(id, row => row.State is BaseModelState.Checked or BaseModelState.Refused or BaseModelState.Failed or BaseModelState.Stopped);

    public Task<Guid> AddAsync(string model, string? token = null) =>
        Get<AddBaseModel>().FromHubAsync(Project.Maintainer, Project.Id, new HubRequest(model, Token: token), Cancel);

    /// <summary>The bytes are on the disk a moment after they were given.</summary>
    public static async Task WrittenAsync(string path, long bytes)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!File.Exists(path) || new FileInfo(path).Length < bytes)
            await timer.WaitForNextTickAsync(Cancel);
    }

    public Task<StudioDb> DbAsync() => Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync(Cancel);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
