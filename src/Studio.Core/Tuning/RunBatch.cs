using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Tuning.Children;
using Studio.Trainer.Runs.Children;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

/// <summary>What an attempt adds to a run in one transaction.</summary>
internal sealed class RunBatch
{
    public List<RunPoint> Points { get; } = [];
    public List<RunEvaluation> Evaluations { get; } = [];
    public List<RunLogEntry> Log { get; } = [];

    /// <summary>Folds or trials as they stand, by their number.</summary>
    public Dictionary<int, ChildRun> Children { get; } = [];

    /// <summary>The same for those who watch.</summary>
    public List<RunChange> Changes { get; } = [];

    /// <summary>Points after this step are of an attempt that was cut off, and are computed again.</summary>
    public int? RewindTo { get; set; }

    /// <summary>Orders that were obeyed or refused.</summary>
    public List<RunIntervention> Interventions { get; } = [];

    public async Task WriteAsync(StudioDb db, RunAttemptKey attempt, RunStatus status, RunFacts facts, CancellationToken cancel)
    {
        var metrics = status.BestMetrics.Count > 0 ? TuningJson.Write(status.BestMetrics) : null;
        await attempt.UpdateAsync(db, run =>
        {
            run.SetProperty(r => r.State, status.State)
                .SetProperty(r => r.Step, status.Step)
                .SetProperty(r => r.TotalSteps, status.TotalSteps)
                .SetProperty(r => r.CheckpointStep, status.CheckpointStep)
                .SetProperty(r => r.Sequence, facts.Sequence)
                .SetProperty(r => r.Interruptions, facts.Interruptions)
                .SetProperty(r => r.Device, status.Device)
                .SetProperty(r => r.TrainRows, status.TrainRows)
                .SetProperty(r => r.ValidationRows, status.ValidationRows)
                .SetProperty(r => r.TruncatedRows, status.TruncatedRows)
                .SetProperty(r => r.Parameters, status.Parameters)
                .SetProperty(r => r.TrainableParameters, status.TrainableParameters)
                .SetProperty(r => r.TrainSeconds, status.TrainSeconds)
                .SetProperty(r => r.EndedAt, status.EndedAt)
                .SetProperty(r => r.Error, status.Error)
                .SetProperty(r => r.RoomNeeded, status.RoomNeeded)
                .SetProperty(r => r.PausedAt, facts.PausedAt)
                .SetProperty(r => r.WeightsSha256, status.WeightsSha256)
                .SetProperty(r => r.Labels, facts.Labels)
                .SetProperty(r => r.BestStep, status.BestStep)
                .SetProperty(r => r.BestMetrics, metrics)
                .SetProperty(r => r.AfterTrainingOrder, facts.AfterTrainingOrder);
            if (facts.LetGo)
                run.SetProperty(r => r.WorkerId, (string?)null).SetProperty(r => r.LeaseUntil, (DateTime?)null);
        }, cancel);
        if (RewindTo is { } step)
        {
            await db.RunPoints.Where(p => p.RunId == attempt.RunId && p.Step > step).ExecuteDeleteAsync(cancel);
            await db.RunEvaluations.Where(e => e.RunId == attempt.RunId && e.Step > step).ExecuteDeleteAsync(cancel);
        }

        await ChildRows.WriteAsync(db, attempt.RunId, Children.Values, cancel);
        foreach (var told in Interventions)
            await WriteAsync(db, told, cancel);
        if (status.State == RunState.Paused)
        {
            await db.RunInterventions.Where(i => i.RunId == attempt.RunId && i.Kind == InterventionKind.Pause && i.Step == null)
                .ExecuteUpdateAsync(i => i.SetProperty(x => x.Step, status.CheckpointStep), cancel);
        }

        db.RunPoints.AddRange(Points);
        db.RunEvaluations.AddRange(Evaluations);
        db.RunLogEntries.AddRange(Log);
    }

    // What the engine did by itself has no row yet; what it does again after a kill has one that says so.
    private static async Task WriteAsync(StudioDb db, RunIntervention told, CancellationToken cancel)
    {
        if (!await db.RunInterventions.AnyAsync(i => i.Id == told.Id, cancel))
            db.RunInterventions.Add(told);
        else
            await db.RunInterventions.Where(i => i.Id == told.Id && i.Step == null && i.Refusal == null).ExecuteUpdateAsync(
                i => i.SetProperty(x => x.Step, told.Step).SetProperty(x => x.Refusal, told.Refusal).SetProperty(x => x.MaxSteps, x => told.MaxSteps ?? x.MaxSteps), cancel);
    }
}

/// <summary>What a run's row holds beside its <see cref="RunStatus"/>.</summary>
internal sealed record RunFacts(long Sequence, int Interruptions, string? Labels, int? AfterTrainingOrder, bool LetGo, DateTime? PausedAt = null);
