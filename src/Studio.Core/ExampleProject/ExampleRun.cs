using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.ExampleProject;

/// <summary>A run over the example's snapshot, ready to be watched: a small encoder from scratch that a processor trains within a minute.</summary>
public sealed class ExampleRun(IDbContextFactory<StudioDb> contexts, LaunchRun launch) : IExampleContent
{
    public static Recipe Recipe { get; } = new()
    {
        Scratch = new ScratchShape { HiddenSize = 128, NumHiddenLayers = 2, NumAttentionHeads = 4, IntermediateSize = 512, VocabSize = 2000 },
        Optimizer = new OptimizerSettings { LearningRate = 1e-3, WarmupRatio = 0.1, WeightDecay = 0.01 },
        BatchSize = 32, Epochs = 8, MaxLength = 96, Dropout = 0.2, LabelSmoothing = 0.05, EarlyStopping = new EarlyStoppingSettings(Patience: 3),
    };

    public int Order => 40;

    public async Task AddAsync(Actor actor, Guid projectId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var snapshot = await db.Snapshots.Where(s => s.Dataset.ProjectId == projectId && s.Dataset.Name == ExampleDataset.Name)
            .Select(s => s.Id).FirstAsync(cancel);
        await launch.RunAsync(actor, projectId, new LaunchRequest(snapshot, Recipe, "Small encoder from scratch"), cancel);
    }
}
