using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tests.Persistence;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Prompts;

/// <summary>The prompt library over a real database, with two maintainers, a viewer and an outsider.</summary>
internal sealed class PromptsWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-prompts-").FullName;
    private readonly TestDatabase _database;
    private readonly ServiceProvider _services;

    private PromptsWorld(TestDatabase database)
    {
        _database = database;
        _services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System)
            .AddStudioPersistence(database.Options).AddSingleton(new StorageRoot(_folder)).AddStudioDatasets().AddSingleton<ISnapshotStore, NumberedRows>().AddStudioPrompts().BuildServiceProvider();
    }

    public Actor Ada { get; private set; } = null!;
    public Actor Ben { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Actor Outsider { get; private set; } = null!;
    public Guid ProjectId { get; private set; }

    public static async Task<PromptsWorld> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        var world = new PromptsWorld(await TestDatabase.CreateAsync(engine));
        await world.SeedAsync();
        return world;
    }

    public IDbContextFactory<StudioDb> Contexts => _database.Contexts;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task<Guid> CreateAsync(string name, string text, string folder = "", params string[] tags) =>
        Get<CreatePrompt>().RunAsync(Ada, ProjectId, new NewPrompt(name, folder, "", tags, new PromptContent { Text = text }));

    public async Task<int> AuditCountAsync(string action)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync();
        return await db.AuditEvents.CountAsync(e => e.Action == action);
    }

    /// <summary>A snapshot of the project, or of somebody else's, under this hash.</summary>
    public Task SnapshotAsync(string hash, bool own = true, string? dataset = null) => Get<IWriteGate>().WriteAsync(db =>
    {
        var team = new Team { Name = "Others" };
        var project = new Project { TeamId = team.Id, Name = "Theirs" };
        if (!own)
            db.AddRange(team, project);
        var data = new Dataset { ProjectId = own ? ProjectId : project.Id, Name = dataset ?? $"set {hash}", CreatedById = Ada.UserId };
        db.AddRange(data, new Snapshot
        {
            DatasetId = data.Id, Number = 1, Hash = hash, CreatedById = Ada.UserId, TrainCount = 90, ValidationCount = 0, TestCount = 0,
            Labels = """["a","b"]""", Lineage = "{}",
        });
    });

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SeedAsync()
    {
        User[] people = [Person("Ada"), Person("Ben"), Person("Vic"), Person("Otto")];
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        await Get<IWriteGate>().WriteAsync(db =>
        {
            db.AddRange([.. people, team, project]);
            foreach (var (person, role) in people.Zip([Role.Maintainer, Role.Maintainer, Role.Viewer]))
                db.Add(new Membership { TeamId = team.Id, UserId = person.Id, Role = role });
        });
        (Ada, Ben, Viewer, Outsider, ProjectId) = (new(people[0].Id), new(people[1].Id), new(people[2].Id), new(people[3].Id), project.Id);
    }

    private static User Person(string name) => new() { DisplayName = name, UserName = $"{name}-{Guid.NewGuid():N}", CreatedAt = DateTime.UtcNow };

    /// <summary>A frozen split of 90 rows in which label <c>a</c> is nine times as frequent as <c>b</c>.</summary>
    private sealed class NumberedRows : ISnapshotStore
    {
        public IRowSource Open(string hash, DatasetSplit split) => hash == "empty" ? new RowList([]) : new RowList(
            [.. Enumerable.Range(0, 90).Select(i => new TrainingRow { Id = $"{i}", Text = $"text {i}", Label = i % 10 == 0 ? "b" : "a" })]);
    }
}

internal static class WriteGateShortcut
{
    public static Task WriteAsync(this IWriteGate gate, Action<StudioDb> work) => gate.WriteAsync((db, _) =>
    {
        work(db);
        return Task.CompletedTask;
    });
}
