using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Models;
using Studio.Core.Models.Cards;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Models;

/// <summary>A team with a project, a frozen dataset and finished runs, on a database and a storage folder of its own.</summary>
internal sealed class ModelsWorld : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studio-models-").FullName;
    private readonly TestDatabase _database;
    private int _runs;

    private ModelsWorld(TestDatabase database)
    {
        _database = database;
        Storage = new StorageRoot(_folder);
        Serving = new ServingModels(Storage, new WordClassifierLoader(), new ServingOptions { LoadedBytes = 4096 }, NullLogger<ServingModels>.Instance);
    }

    public StorageRoot Storage { get; }
    public ModelFeeds Feeds { get; } = new();
    public ServingModels Serving { get; }
    public IWriteGate Gate => _database.Gate;
    public NotificationFeeds Bells => _database.Bells;
    public IDbContextFactory<StudioDb> Contexts => _database.Contexts;
    public Team Team { get; } = new() { Name = "Support" };
    public Guid ProjectId { get; private set; }
    public Snapshot Snapshot { get; private set; } = null!;
    public Actor Tuner { get; private set; } = null!;
    public Actor OtherTuner { get; private set; } = null!;
    public Actor Reviewer { get; private set; } = null!;
    public Actor SecondReviewer { get; private set; } = null!;
    public Actor Viewer { get; private set; } = null!;
    public Actor Stranger { get; private set; } = null!;

    private DecideReview Decisions => new(Gate, Contexts, Storage, Feeds, TimeProvider.System);
    public WithdrawVersion Withdrawals => new(Gate, Serving, Feeds, TimeProvider.System);
    public PredictWithModel Predictions => new(Contexts, Serving, new ServingOptions());

    public static async Task<ModelsWorld> CreateAsync(DatabaseEngine engine)
    {
        var world = new ModelsWorld(await TestDatabase.CreateAsync(engine));
        await world.Gate.WriteAsync((db, _) => world.PopulateAsync(db), TestContext.Current.CancellationToken);
        return world;
    }

    /// <summary>A run that was trained and scored, registered as the next version.</summary>
    public async Task<ModelVersion> RegisterAsync(Actor? launchedBy = null, bool withCard = true)
    {
        var finished = await FinishRunAsync(launchedBy ?? Tuner);
        await new RegisterFinishedRun(Gate, Contexts, Storage, Feeds, TimeProvider.System).CompleteAsync(finished, TestContext.Current.CancellationToken);
        var version = await VersionAsync(finished.RunId);
        if (withCard)
            await WriteCardAsync(launchedBy ?? Tuner, version);
        return version;
    }

    public Task WriteCardAsync(Actor actor, ModelVersion version, int seen = 0) => new WriteCard(Gate, Feeds, TimeProvider.System).PublishAsync(
        actor, version.Id, new CardParts("Sorts tickets.", "English only.", "A person reads what it sorts away."), seen, TestContext.Current.CancellationToken);

    public async Task<ModelVersion> ApprovedAsync()
    {
        var version = await RegisterAsync();
        await AskAsync(Tuner, version, "");
        await ApproveAsync(Reviewer, version);
        return await VersionAsync(version.Id);
    }

    public Task AskAsync(Actor actor, ModelVersion version, string message = "") =>
        new RequestReview(Gate, Feeds, TimeProvider.System).AskAsync(actor, version.Id, message, TestContext.Current.CancellationToken);

    public Task TakeBackAsync(Actor actor, ModelVersion version) =>
        new RequestReview(Gate, Feeds, TimeProvider.System).CancelAsync(actor, version.Id, TestContext.Current.CancellationToken);

    public Task ApproveAsync(Actor actor, ModelVersion version, string? digest = null) =>
        Decisions.ApproveAsync(actor, version.Id, digest ?? version.Digest, "Looked at the mistakes.", TestContext.Current.CancellationToken);

    public Task RejectAsync(Actor actor, ModelVersion version, string comment) =>
        Decisions.RejectAsync(actor, version.Id, comment, TestContext.Current.CancellationToken);

    public async Task<FinishedRun> FinishRunAsync(Actor launchedBy)
    {
        var number = ++_runs;
        var run = new Run
        {
            ProjectId = ProjectId,
            Number = number,
            Name = $"run {number}",
            SnapshotId = Snapshot.Id,
            SnapshotHash = Snapshot.Hash,
            Recipe = """{"task":"sequence-classification"}""",
            CreatedById = launchedBy.UserId,
            State = RunState.Evaluating,
        };
        var model = Path.Combine(Storage.Run(run.Id), "model");
        Directory.CreateDirectory(model);
        var weights = Encoding.UTF8.GetBytes($"weights of run {number}, not read by the tests' classifier");
        await File.WriteAllBytesAsync(Path.Combine(model, "model.safetensors"), weights);
        await File.WriteAllTextAsync(Path.Combine(model, "config.json"), "{}");
        await File.WriteAllTextAsync(Path.Combine(model, "vocab.txt"), "refund\nlogin\n");
        await Gate.WriteAsync((db, _) =>
        {
            db.Runs.Add(run);
            db.Scorecards.Add(new Scorecard
            {
                ProjectId = ProjectId,
                SnapshotHash = Snapshot.Hash,
                Split = DatasetSplit.Test,
                Kind = ContenderKind.TunedModel,
                ContenderKey = Contender.Run(run.Id),
                Name = run.Name,
                RunId = run.Id,
                CreatedAt = DateTime.UtcNow,
                CompletedAt = DateTime.UtcNow,
                Figures = """{"accuracy":0.9}""",
            });
            return Task.CompletedTask;
        });
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(weights));
        return new FinishedRun(run.Id, ProjectId, Snapshot.Hash, model, hash, ["login", "refund"], new Recipe());
    }

    public async Task<ModelVersion> VersionAsync(Guid id)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.ModelVersions.AsNoTracking().Include(v => v.Model).Include(v => v.Reviews).SingleAsync(v => v.Id == id);
    }

    public async Task<List<string>> AuditAsync(Guid versionId)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        return await db.AuditEvents.Where(e => e.ObjectId == versionId).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Serving.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task PopulateAsync(StudioDb db)
    {
        var project = new Project { TeamId = Team.Id, Name = "Ticket intents" };
        var dataset = new Dataset { ProjectId = project.Id, Name = "Tickets 2026", CreatedById = Guid.Empty };
        Snapshot = new Snapshot
        {
            DatasetId = dataset.Id,
            Number = 1,
            Hash = new string('a', 64),
            CreatedById = Guid.Empty,
            TrainCount = 8,
            ValidationCount = 1,
            TestCount = 1,
            Labels = """["login","refund"]""",
            Lineage = "{}",
        };
        db.AddRange(Team, project, dataset, Snapshot);
        ProjectId = project.Id;
        Tuner = Member(db, "tuner", Role.Owner);
        OtherTuner = Member(db, "other", Role.Maintainer);
        Reviewer = Member(db, "reviewer", Role.Reviewer);
        SecondReviewer = Member(db, "second", Role.Reviewer);
        Viewer = Member(db, "viewer", Role.Viewer);
        Stranger = Member(db, "stranger", null);
        return Task.CompletedTask;
    }

    private Actor Member(StudioDb db, string name, Role? role)
    {
        var user = new User { UserName = name, DisplayName = name };
        db.Users.Add(user);
        if (role is not null)
            db.Memberships.Add(new Membership { TeamId = Team.Id, UserId = user.Id, Role = role.Value });
        return new Actor(user.Id);
    }
}
