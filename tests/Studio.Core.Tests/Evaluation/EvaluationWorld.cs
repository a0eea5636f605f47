using System.Globalization;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Live;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tests.Models;
using Studio.Core.Tests.Persistence;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Evaluation;

/// <summary>
/// Tickets about refunds, logins and parcels, frozen for real. The “tuned model” of the runs knows two of the three words, so that its mistakes are known.
/// </summary>
internal sealed class EvaluationWorld : IAsyncDisposable
{
    private static readonly string[] Topics = ["login", "parcel", "refund"];

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-evaluation-").FullName;
    private readonly TestDatabase _database;
    private readonly MakeScorecard _scorecards;
    private int _runs;

    private EvaluationWorld(TestDatabase database)
    {
        _database = database;
        Storage = new StorageRoot(_folder);
        Snapshots = new SnapshotStore(Storage);
        _scorecards = new MakeScorecard(database.Gate, database.Contexts, Snapshots, TimeProvider.System);
    }

    public StorageRoot Storage { get; }
    public SnapshotStore Snapshots { get; }
    public TestDatabase Database => _database;
    public WordClassifierLoader Loader { get; } = new();
    public Actor Owner { get; } = new(Guid.CreateVersion7());
    public Actor Stranger { get; } = new(Guid.CreateVersion7());
    public Guid ProjectId { get; private set; }
    public FreezeResult Snapshot { get; private set; } = null!;

    public ScoreFinishedRun Scoring => new(_database.Contexts, _scorecards, new Baselines(Snapshots), Loader);
    public ListScorecards List => new(_database.Contexts);
    public ReadScorecard Read => new(_database.Contexts);
    public ReadScoredRows Rows => new(_database.Contexts, Snapshots);
    public CompareScorecards Compare => new(_database.Contexts, Snapshots, Storage);
    public ScoreLanguageRun LanguageScoring => new(_database.Contexts, _database.Gate, TimeProvider.System);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<EvaluationWorld> CreateAsync(DatabaseEngine engine, bool withTestSplit = true)
    {
        var world = new EvaluationWorld(await TestDatabase.CreateAsync(engine));
        var datasetId = await world._database.Gate.WriteAsync((db, _) => Task.FromResult(world.Populate(db, withTestSplit)), Cancel);
        var freeze = new FreezeSnapshot(world._database.Contexts, world._database.Gate, world.Snapshots, new DatasetFeeds(), TimeProvider.System);
        world.Snapshot = await freeze.RunAsync(world.Owner, datasetId, new FreezeRequest("for the tests", LabeledOnly: false), Cancel);
        return world;
    }

    /// <summary>A run whose model answers with the first of these words that a text contains.</summary>
    public async Task<FinishedRun> FinishRunAsync(params string[] words)
    {
        var number = ++_runs;
        var run = new Run
        {
            ProjectId = ProjectId,
            Number = number,
            Name = $"run {number}",
            SnapshotId = Snapshot.SnapshotId,
            SnapshotHash = Snapshot.Hash,
            Recipe = "{}",
            CreatedById = Owner.UserId,
            TrainableParameters = 1234,
        };
        await _database.Gate.WriteAsync((db, _) =>
        {
            db.Runs.Add(run);
            return Task.CompletedTask;
        }, Cancel);
        var model = Path.Combine(Storage.Run(run.Id), "model");
        Directory.CreateDirectory(model);
        await File.WriteAllLinesAsync(Path.Combine(model, "vocab.txt"), words, Cancel);
        return new FinishedRun(run.Id, ProjectId, Snapshot.Hash, model, new string('0', 64), words, new Recipe());
    }

    public async ValueTask DisposeAsync()
    {
        _scorecards.Dispose();
        await _database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Guid Populate(StudioDb db, bool withTestSplit)
    {
        var team = new Team { Name = "Support" };
        var project = new Project { TeamId = team.Id, Name = "Tickets" };
        db.AddRange(team, project);
        db.Users.Add(new User { Id = Owner.UserId, UserName = "owner", DisplayName = "Owner" });
        db.Users.Add(new User { Id = Stranger.UserId, UserName = "stranger", DisplayName = "Stranger" });
        db.Memberships.Add(new Membership { TeamId = team.Id, UserId = Owner.UserId, Role = Role.Owner });
        var dataset = new Dataset { ProjectId = project.Id, Name = "Tickets", CreatedById = Owner.UserId, ExampleCount = 240, LabeledCount = 240, NextPosition = 240 };
        db.Datasets.Add(dataset);
        for (var i = 0; i < 240; i++)
        {
            var topic = Topics[i % 4 == 3 ? 2 : i % 4];
            db.Examples.Add(new Example
            {
                DatasetId = dataset.Id,
                Position = i,
                Text = string.Create(CultureInfo.InvariantCulture, $"Number {i}: please help me with my {topic} <b>today</b>"),
                Label = topic,
                Split = (i % 10) switch { < 6 => DatasetSplit.Train, < 8 => DatasetSplit.Validation, _ => withTestSplit ? DatasetSplit.Test : DatasetSplit.Validation },
            });
        }

        ProjectId = project.Id;
        return dataset.Id;
    }
}
