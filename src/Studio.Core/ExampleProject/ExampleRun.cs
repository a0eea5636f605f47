using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Runs;
using Studio.Trainer.Starters;

namespace Studio.Core.ExampleProject;

/// <summary>
/// Runs over the example's snapshot, ready to be watched and compared: a small encoder from scratch, and the one that comes with Studio and has read before. A processor
/// trains the first in half a minute and the other in about one.
/// </summary>
public sealed class ExampleRun(IDbContextFactory<StudioDb> contexts, LaunchRun launch, AwaitShipped shipped) : IExampleContent
{
    private static readonly TimeSpan Check = TimeSpan.FromSeconds(30);

    public static Recipe Recipe { get; } = new()
    {
        Scratch = new ScratchShape { HiddenSize = 128, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 512, VocabSize = 2000 },
        Optimizer = new OptimizerSettings { LearningRate = 1e-3, WarmupRatio = 0.1, WeightDecay = 0.01 },
        BatchSize = 32, Epochs = 8, MaxLength = 96, Dropout = 0.2, LabelSmoothing = 0.05, EarlyStopping = new EarlyStoppingSettings(Patience: 3),
    };

    /// <summary>What the starter encoder is tuned by.</summary>
    /// <param name="encoder">Its folder.</param>
    public static Recipe Tuned(string encoder) => new()
    {
        BaseModel = encoder,
        Optimizer = new OptimizerSettings { LearningRate = UsualRates.For("sequence-classification", "full", encoder), WarmupRatio = 0.1, WeightDecay = 0.01 },
        BatchSize = 16, Epochs = 5, MaxLength = 96, LabelSmoothing = 0.05, EarlyStopping = new EarlyStoppingSettings(Patience: 3),
    };

    public int Order => 40;

    public async Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var snapshot = await db.Snapshots.Where(s => s.Dataset.ProjectId == projectId && s.Dataset.Name == ExampleDataset.Name)
            .Select(s => new { s.Id, s.Dataset.Project.TeamId }).FirstAsync(cancel);
        await launch.RunAsync(actor, projectId, new LaunchRequest(snapshot.Id, Recipe, "Small encoder from scratch"), cancel);
        if (await shipped.RunAsync(snapshot.TeamId, StarterModels.Encoder, Check, cancel) is { } encoder)
            await launch.RunAsync(actor, projectId, new LaunchRequest(snapshot.Id, Tuned(encoder.Path), "Starter encoder, tuned"), cancel);
    }
}
