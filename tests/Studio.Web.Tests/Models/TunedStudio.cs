using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.ExampleProject;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Models.Cards;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Web.Tests.Models;

/// <summary>
/// A whole Studio on a free port with a storage of its own: the example's tickets, frozen, and runs that the engine really trains, scores and registers.
/// </summary>
public sealed class TunedStudio : IAsyncLifetime
{
    public const string Password = "correct horse battery staple";

    private readonly string _folder = Directory.CreateTempSubdirectory("studio-web-").FullName;
    private int _runs;

    public WebApplication App { get; private set; } = null!;
    public string Address { get; private set; } = "";
    public Guid TeamId { get; private set; }
    public Guid ProjectId { get; private set; }
    public Actor Owner { get; private set; } = null!;
    public Actor Reviewer { get; private set; } = null!;
    public Guid First { get; private set; }

    /// <summary>Small enough for a test: it need not be good, only real.</summary>
    public static Recipe Quick { get; } = new()
    {
        Scratch = new ScratchShape { HiddenSize = 32, NumHiddenLayers = 1, NumAttentionHeads = 2, IntermediateSize = 64, MaxPositionEmbeddings = 64, VocabSize = 1000 },
        Optimizer = new OptimizerSettings { LearningRate = 3e-3 },
        MaxSteps = 60,
        MaxLength = 48,
    };

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        App = StudioWebApplication.Build(
        [
            "--urls", "http://127.0.0.1:0", "--Studio:Storage:Root", _folder, "--Studio:Setup:AdminEmail", "owner@example.org", "--Studio:Setup:AdminPassword", Password,
            "--Studio:Setup:Example", "false",
        ], builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
            if (builder.Services.All(s => s.ServiceType != typeof(FreezeSnapshot)))
                builder.Services.AddStudioDatasets();
        });
        await StudioWebApplication.StartAsync(App, TextWriter.Null);
        Address = App.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await using (var db = await Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync())
        {
            var project = await db.Projects.SingleAsync();
            (TeamId, ProjectId) = (project.TeamId, project.Id);
            Owner = new Actor(await db.Users.Select(u => u.Id).SingleAsync());
        }

        await Get<Members>().AddAsync(Owner, TeamId, "reviewer@example.org", "Robin Reviewer", Role.Reviewer);
        await using (var db = await Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync())
            Reviewer = new Actor(await db.Users.Where(u => u.DisplayName == "Robin Reviewer").Select(u => u.Id).SingleAsync());
        await ActivatorUtilities.CreateInstance<ExampleDataset>(App.Services).AddAsync(Owner, ProjectId, CancellationToken.None);
        First = await TuneAsync(Quick);
    }

    /// <summary>Trains, scores and registers, as a worker does; the answer is the id of the run and of the version.</summary>
    public async Task<Guid> TuneAsync(Recipe recipe)
    {
        Run run;
        await using (var db = await Get<IDbContextFactory<StudioDb>>().CreateDbContextAsync())
        {
            var snapshot = await db.Snapshots.SingleAsync(s => s.Dataset.ProjectId == ProjectId);
            run = new Run
            {
                ProjectId = ProjectId,
                Number = ++_runs,
                Name = $"Small encoder {_runs}",
                SnapshotId = snapshot.Id,
                SnapshotHash = snapshot.Hash,
                Recipe = RecipeJson.Write(recipe),
                CreatedById = Owner.UserId,
                State = RunState.Evaluating,
            };
        }

        var snapshots = Get<ISnapshotStore>();
        var started = DateTime.UtcNow;
        var result = await new TrainingEngine().TrainAsync(
            new TrainingJob
            {
                Recipe = recipe,
                Train = snapshots.Open(run.SnapshotHash, DatasetSplit.Train),
                Validation = snapshots.Open(run.SnapshotHash, DatasetSplit.Validation),
                OutputDirectory = Get<StorageRoot>().Run(run.Id),
            }, _ => { }, CancellationToken.None);
        run.TrainableParameters = result.TrainableParameters;
        run.WeightsSha256 = result.WeightsSha256;
        run.Labels = System.Text.Json.JsonSerializer.Serialize(result.Labels);
        run.TrainSeconds = (DateTime.UtcNow - started).TotalSeconds;
        await Get<IWriteGate>().WriteAsync((db, _) =>
        {
            db.Runs.Add(run);
            return Task.CompletedTask;
        });
        var finished = new FinishedRun(run.Id, ProjectId, run.SnapshotHash, result.ModelDirectory, result.WeightsSha256, result.Labels, recipe);
        foreach (var step in App.Services.GetServices<IAfterTraining>().OrderBy(s => s.Order))
            await step.CompleteAsync(finished, CancellationToken.None);
        return run.Id;
    }

    public Task WriteCardAsync(Guid id) => Get<WriteCard>().PublishAsync(
        Owner, id, new CardParts("Sorts support tickets.", "English only.", "A person reads what it sorts away."), 0);

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
