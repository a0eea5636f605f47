using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Studio.Core.Coordination;
using Studio.Core.Datasets;
using Studio.Core.Labeling;
using Studio.Core.Labeling.Answers;
using Studio.Core.Labeling.Queue;
using Studio.Core.Labeling.Sessions;
using Studio.Core.Models;
using Studio.Core.Models.Serving;
using Studio.Core.Outgoing;
using Studio.Core.Persistence;
using Studio.Core.Prompts;
using Studio.Core.Prompts.Connections;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.Core.Tests.Models;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tests.Prompts.Connections;
using Studio.CrashingWriter;
using Studio.Core.Evaluation;

namespace Studio.Core.Tests.Labeling;

/// <summary>The labeling room over a real database with its queue grains running, and a team with one person of each kind that matters.</summary>
public sealed class LabelingHost : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-labeling-").FullName;
    private readonly TestDatabase _database;
    private IHost _host = null!;

    private LabelingHost(TestDatabase database) => _database = database;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string ConnectionString => _database.Options.ConnectionString;

    public ShiftedTime Time { get; } = new();
    public Actor Maintainer { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Actor Outsider { get; private set; } = null!;
    public Guid TeamId { get; private set; }
    public Guid ProjectId { get; private set; }

    public static async Task<LabelingHost> StartAsync(DatabaseEngine engine = DatabaseEngine.Sqlite)
    {
        var host = new LabelingHost(await TestDatabase.CreateAsync(engine));
        await host.OpenAsync();
        await host.SeedAsync();
        return host;
    }

    /// <summary>What a restart of the server looks like to the room: nothing remembered but the database.</summary>
    public async Task RestartAsync()
    {
        await _host.StopAsync(Cancel);
        _host.Dispose();
        await OpenAsync();
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public Task<StudioDb> ReadAsync() => Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync();

    public Task<T> WriteAsync<T>(Func<StudioDb, Task<T>> work) => Get<IWriteGate>().WriteAsync((db, _) => work(db));

    public async Task<Actor> PersonAsync(string name, Role role) => (await PeopleAsync([name], role))[0];

    public Task<List<Actor>> PeopleAsync(IEnumerable<string> names, Role role) => WriteAsync(db =>
    {
        var people = names.Select(name => new User { DisplayName = name, UserName = $"{name}-{Guid.NewGuid():N}", CreatedAt = DateTime.UtcNow }).ToList();
        db.AddRange(people);
        db.AddRange(people.Select(p => new Membership { TeamId = TeamId, UserId = p.Id, Role = role }));
        return Task.FromResult(people.ConvertAll(p => new Actor(p.Id)));
    });

    public Task<Guid> DatasetAsync(int examples, string? text = null) => WriteAsync(db =>
    {
        var dataset = new Dataset
        {
            ProjectId = ProjectId, Name = $"set {Guid.NewGuid():N}", CreatedById = Maintainer.UserId, CreatedAt = DateTime.UtcNow,
            ExampleCount = examples, NextPosition = examples,
        };
        db.Datasets.Add(dataset);
        for (var i = 0; i < examples; i++)
            db.Examples.Add(new Example { DatasetId = dataset.Id, Position = i, Text = text ?? $"text {i}" });
        return Task.FromResult(dataset.Id);
    });

    public async Task<LabelingSessionView> SessionAsync(int examples, int overlap = 1, LabelingKind kind = LabelingKind.SingleLabel, string? text = null)
    {
        var id = await Get<CreateLabelingSession>().RunAsync(Maintainer, new NewLabelingSession
        {
            DatasetId = await DatasetAsync(examples, text), Name = $"session {Guid.NewGuid():N}", Overlap = overlap, Kind = kind,
            Labels = ["complaint", "praise", "question"],
        }, Cancel);
        return await Get<ReadLabelingSession>().RunAsync(Maintainer, id, Cancel);
    }

    public Task<LabelingItems> TakeAsync(Actor actor, Guid session, Guid seat, int wanted = 5, params long[] holding) =>
        Get<TakeTasks>().RunAsync(actor, session, seat, wanted, holding, Cancel);

    public async Task<AnnotationReceipt> SubmitAsync(Actor actor, Guid session, Guid seat, long task, Guid label) =>
        (await SendAsync(actor, session, seat, new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Submit, task, new AnnotationValue([label]))))[0];

    public async Task<AnnotationReceipt> DoAsync(Actor actor, Guid session, Guid seat, AnnotationKind kind, long task) =>
        (await SendAsync(actor, session, seat, new AnnotationCommand(Guid.NewGuid(), kind, task)))[0];

    public Task<IReadOnlyList<AnnotationReceipt>> SendAsync(Actor actor, Guid session, Guid seat, params AnnotationCommand[] commands) =>
        Get<AnswerTasks>().RunAsync(actor, session, seat, commands, Cancel);

    public async Task<List<string?>> LabelsAsync(Guid datasetId)
    {
        await using var db = await ReadAsync();
        return await db.Examples.Where(e => e.DatasetId == datasetId).OrderBy(e => e.Position).Select(e => e.Label).ToListAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task OpenAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<TimeProvider>(Time).AddSingleton(new StorageRoot(_folder))
            .AddStudioPersistence(_database.Options).AddStudioDatasets().AddStudioLabeling()
            .AddStudioPrompts().AddSingleton<ISecretProtector, EphemeralSecrets>().AddModelConnections(new OutgoingOptions { Allow = ["127.0.0.1"] })
            .AddSingleton(PromptRunners.Quick).AddModels(new ServingOptions()).AddSingleton(new TuningOptions()).AddSingleton<BaseModelFolders>().AddSingleton<BaseModels>().AddSingleton<IClassifierLoader, WordClassifierLoader>();
        builder.AddStudioCoordination();
        _host = builder.Build();
        await _host.StartAsync(Cancel);
    }

    private async Task SeedAsync()
    {
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        var outsider = new User { DisplayName = "Otto", UserName = $"otto-{Guid.NewGuid():N}", CreatedAt = DateTime.UtcNow };
        await WriteAsync(db =>
        {
            db.AddRange(team, project, outsider);
            return Task.FromResult(true);
        });
        (TeamId, ProjectId, Outsider) = (team.Id, project.Id, new Actor(outsider.Id));
        (Maintainer, Viewer) = (await PersonAsync("Mara", Role.Maintainer), await PersonAsync("Vic", Role.Viewer));
    }

    /// <summary>The real clock, moved ahead by hand.</summary>
    public sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _ahead;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

        public void Advance(TimeSpan by) => _ahead += by;
    }
}
