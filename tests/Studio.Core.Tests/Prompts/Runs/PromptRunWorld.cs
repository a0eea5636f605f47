using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Prompts.Runs;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.CrashingWriter;
using Studio.ModelServer;

namespace Studio.Core.Tests.Prompts.Runs;

/// <summary>Forty test rows about refunds, logins and parcels, frozen for real, a connection to a server of the test's, and a worker.</summary>
internal sealed class PromptRunWorld : IAsyncDisposable
{
    public static readonly string[] Labels = ["login", "parcel", "refund"];

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-prompt-runs-").FullName;
    private readonly TestDatabase _database;
    private IHost? _host;
    private IServiceProvider? _outside;

    private PromptRunWorld(TestDatabase database) => _database = database;

    public Actor Maintainer { get; } = new(Guid.CreateVersion7());
    public Actor Viewer { get; } = new(Guid.CreateVersion7());
    public Actor Stranger { get; } = new(Guid.CreateVersion7());
    public Guid ProjectId { get; private set; }
    public Guid SnapshotId { get; private set; }
    public string SnapshotHash { get; private set; } = "";
    public string Connection => _database.Options.ConnectionString;
    public string Folder => _folder;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="engine">The database.</param>
    /// <param name="worker">Without one, runs wait in the queue for another process.</param>
    public static async Task<PromptRunWorld> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, bool worker = true)
    {
        var world = new PromptRunWorld(await TestDatabase.CreateAsync(engine));
        var datasetId = await world._database.Gate.WriteAsync((db, _) => Task.FromResult(world.Populate(db)), Cancel);
        var freeze = new FreezeSnapshot(world._database.Contexts, world._database.Gate, new SnapshotStore(new StorageRoot(world._folder)), new DatasetFeeds(), TimeProvider.System);
        var frozen = await freeze.RunAsync(world.Maintainer, datasetId, new FreezeRequest("for the tests", LabeledOnly: false), Cancel);
        (world.SnapshotId, world.SnapshotHash) = (frozen.SnapshotId, frozen.Hash);
        await world.BeginAsync(worker);
        return world;
    }

    /// <summary>A new process, as it were; the one before must be stopped.</summary>
    public async Task BeginAsync(bool worker = true)
    {
        _host = PromptRunners.Build(_database.Options, _folder, worker ? null : PromptRunners.Quick with { AtOnce = 0 });
        _outside = _host.Services;
        await _host.StartAsync(Cancel);
    }

    public async Task EndAsync()
    {
        await _host!.StopAsync(CancellationToken.None);
        await ((IAsyncDisposable)_host).DisposeAsync();
        _host = null;
    }

    public T Get<T>() where T : notnull => _outside!.GetRequiredService<T>();

    public async Task<Guid> ConnectAsync(FakeModelServer server, int seconds = 30, int most = 8) => await Get<SaveConnection>().CreateAsync(Maintainer, ProjectId, new ConnectionDraft
    {
        Name = $"Lab {Guid.NewGuid():N}", BaseUrl = server.BaseUrl, Models = [new ModelDraft("small", 2, 10)], TimeoutSeconds = seconds, MaxConcurrency = most,
    }, Cancel);

    public async Task<PromptRunRequest> RequestAsync(string starter = "Zero-shot", Func<PromptContent, PromptContent>? change = null)
    {
        var content = PromptStarters.For(Labels, SnapshotHash).Single(s => s.Name == starter).Content;
        var prompt = await Get<CreatePrompt>().RunAsync(Maintainer, ProjectId, new NewPrompt($"{starter} {Guid.NewGuid():N}"[..40], null, null, null, change?.Invoke(content) ?? content), Cancel);
        var model = (await Get<ProjectModels>().ListAsync(Maintainer, ProjectId, Cancel))[^1];
        return new PromptRunRequest(prompt, 1, SnapshotId, DatasetSplit.Test, model.Id);
    }

    public async Task<Guid> LaunchAsync(PromptRunRequest request)
    {
        var number = await Get<LaunchPromptRun>().RunAsync(Maintainer, ProjectId, request, Cancel);
        return (await Get<ReadPromptRuns>().ByNumberAsync(Viewer, ProjectId, number, Cancel)).Id;
    }

    /// <summary>The run's figures as soon as they are as the test wants them, seen through the feed.</summary>
    public async Task<PromptRunStatus> UntilAsync(Guid runId, Func<PromptRunStatus, bool> wanted)
    {
        using var subscription = await Get<WatchPromptRun>().RunAsync(Viewer, ProjectId, runId, Cancel);
        if (wanted(subscription.Now.Status))
            return subscription.Now.Status;
        await foreach (var batch in subscription.ReadBatchesAsync(TimeSpan.FromMilliseconds(1), cancel: Cancel))
        {
            if (wanted(batch.Snapshot.Status))
                return batch.Snapshot.Status;
        }

        throw new InvalidOperationException("The feed ended.");
    }

    public Task<PromptRunStatus> EndedAsync(Guid runId) => UntilAsync(runId, status => status.State.IsFinal());

    public async Task<IReadOnlyList<PromptRunAnswer>> RowsAsync(Guid runId, RowOutcome? outcome = null) =>
        (await Get<ReadPromptRunRows>().RunAsync(Viewer, ProjectId, runId, outcome, 0, 200, Cancel)).Rows;

    public Task<T> ReadAsync<T>(Func<StudioDb, Task<T>> read) => _database.ReadAsync(read);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await EndAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Guid Populate(StudioDb db)
    {
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        db.AddRange(team, project);
        foreach (var (person, name, role) in new (Actor, string, Role?)[] { (Maintainer, "Mia", Role.Maintainer), (Viewer, "Vic", Role.Viewer), (Stranger, "Stan", null) })
        {
            db.Users.Add(new User { Id = person.UserId, UserName = name, DisplayName = name });
            if (role is { } given)
                db.Memberships.Add(new Membership { TeamId = team.Id, UserId = person.UserId, Role = given });
        }

        var dataset = new Dataset { ProjectId = project.Id, Name = "Tickets", CreatedById = Maintainer.UserId, ExampleCount = 100, LabeledCount = 100, NextPosition = 100 };
        db.Datasets.Add(dataset);
        for (var i = 0; i < 100; i++)
        {
            db.Examples.Add(new Example
            {
                DatasetId = dataset.Id, Position = i, Label = Labels[i % 3], Split = i % 10 < 6 ? DatasetSplit.Train : DatasetSplit.Test,
                Text = $"Ticket {i}: please help me with my {(i % 5 == 4 ? "thing" : Labels[i % 3])}",
            });
        }

        ProjectId = project.Id;
        return dataset.Id;
    }
}
