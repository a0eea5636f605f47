using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Vectors;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Datasets;

/// <summary>The datasets room over a real database and a real storage folder, with a team of one maintainer and one viewer.</summary>
public sealed class DatasetsHost : IAsyncDisposable
{
    private readonly string _folder;
    private readonly TestDatabase _database;
    private readonly IEncoderSource[] _encoders;
    private readonly ServiceProvider _services;

    private DatasetsHost(string folder, TestDatabase database, IEncoderSource[] encoders)
    {
        (_folder, _database, _encoders) = (folder, database, encoders);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddStudioPersistence(database.Options)
            .AddSingleton(new StorageRoot(_folder)).AddStudioDatasets();
        foreach (var encoder in encoders)
            services.AddSingleton(encoder);
        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Actor Maintainer { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Actor Outsider { get; private set; } = null!;
    public Guid ProjectId { get; private set; }

    public static async Task<DatasetsHost> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, params IEncoderSource[] encoders)
    {
        var host = new DatasetsHost(Directory.CreateTempSubdirectory("studio-datasets-").FullName, await TestDatabase.CreateAsync(engine), encoders);
        await host.SeedAsync();
        return host;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<StudioDb> ReadAsync() => Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync();

    public Task<T> WriteAsync<T>(Func<StudioDb, Task<T>> work) => Get<IWriteGate>().WriteAsync((db, _) => work(db));

    /// <summary>A dataset with these rows, text, label and split.</summary>
    public Task<Guid> DatasetAsync(params (string Text, string? Label, DatasetSplit Split)[] rows) => WriteAsync(db =>
    {
        var dataset = new Dataset
        {
            ProjectId = ProjectId, Name = $"set {Guid.NewGuid():N}", CreatedById = Maintainer.UserId, CreatedAt = DateTime.UtcNow,
            ExampleCount = rows.Length, LabeledCount = rows.Count(r => r.Label != null), NextPosition = rows.Length,
        };
        db.Datasets.Add(dataset);
        for (var i = 0; i < rows.Length; i++)
            db.Examples.Add(new Example { DatasetId = dataset.Id, Position = i, Text = rows[i].Text, Label = rows[i].Label, Split = rows[i].Split });
        return Task.FromResult(dataset.Id);
    });

    public string[] UploadedFiles() => Directory.GetFiles(Path.Combine(_folder, "uploads"));

    /// <summary>Starts what runs in the background, imports above all.</summary>
    public async Task<DatasetsHost> RunningAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(Cancel);
        return this;
    }

    public async Task StopAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
    }

    /// <summary>Another process over the same database and files, as after a restart.</summary>
    public async Task<DatasetsHost> RestartAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        return new DatasetsHost(_folder, _database, _encoders)
        {
            Maintainer = Maintainer, Viewer = Viewer, Outsider = Outsider, ProjectId = ProjectId,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync()
    {
        var (maintainer, viewer, outsider) = (Person("Mara"), Person("Vic"), Person("Otto"));
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        await WriteAsync(db =>
        {
            db.AddRange(maintainer, viewer, outsider, team, project);
            db.Add(new Membership { TeamId = team.Id, UserId = maintainer.Id, Role = Role.Maintainer });
            db.Add(new Membership { TeamId = team.Id, UserId = viewer.Id, Role = Role.Viewer });
            return Task.FromResult(true);
        });
        (Maintainer, Viewer, Outsider, ProjectId) = (new Actor(maintainer.Id), new Actor(viewer.Id), new Actor(outsider.Id), project.Id);
    }

    private static User Person(string name) => new() { DisplayName = name, UserName = $"{name}-{Guid.NewGuid():N}", CreatedAt = DateTime.UtcNow };
}
