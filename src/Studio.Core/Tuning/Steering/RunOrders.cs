using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Trainer.Runs.Steering;

namespace Studio.Core.Tuning.Steering;

/// <summary>Brings the orders that stand in the database to the engine that works on the run. Reading them again gives none twice.</summary>
internal sealed class RunOrders(Guid runId, IDbContextFactory<StudioDb> contexts)
{
    private readonly ConcurrentDictionary<Guid, string> _sentences = new();
    private readonly ConcurrentDictionary<Guid, bool> _told = new();

    public RunControl Control { get; } = new();

    public async Task PassOnAsync(CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        foreach (var intervention in await InterventionView.ReadAsync(db, runId, cancel))
        {
            _sentences[intervention.Id] = $"{intervention.By} {intervention.What}";
            if (intervention.Step is not null)
                _told.TryAdd(intervention.Id, true);
            if (intervention.IsWaiting && intervention.Kind is not (InterventionKind.Resume or InterventionKind.MicroBatch))
                Control.Post(new RunOrder(intervention.Id)
                {
                    LearningRate = intervention.LearningRate,
                    MaxSteps = intervention.MaxSteps,
                    Epochs = intervention.Epochs,
                    Stop = intervention.Kind == InterventionKind.Stop,
                    Pause = intervention.Kind == InterventionKind.Pause,
                });
        }
    }

    /// <summary>Who did what, the first time that the engine tells of it; null when it is told again by a resumed run.</summary>
    public string? Tell(Guid orderId) => !_told.TryAdd(orderId, true) ? null : _sentences.GetValueOrDefault(orderId, "Studio changed something");

    /// <summary>Who wanted what.</summary>
    public string Sentence(Guid orderId) => _sentences.GetValueOrDefault(orderId, "An order");
}
