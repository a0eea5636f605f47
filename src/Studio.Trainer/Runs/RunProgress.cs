using Studio.Trainer.Optimization;
using Studio.Trainer.Runs.Checkpoints;
using Studio.Trainer.Runs.Steering;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>The changing part of a run, and its way to and from the checkpoints.</summary>
internal sealed class RunProgress(PreparedRun run, CheckpointStore store, AdamW optimizer, RunSteering steering, Action<RunEvent> report) : IDisposable
{
    private readonly BestWeights _best = new(run.Tuned);

    public RunState State { get; private set; } = new() { Fingerprint = run.Fingerprint };

    private IEnumerable<(string Name, Tensor Tensor)> Weights => run.Base.Model.Weights;

    /// <summary>Goes on from the newest checkpoint of this run that is whole; what is damaged is told and passed over.</summary>
    /// <returns>The step it stands at, or null where the run starts anew.</returns>
    public int? Resume()
    {
        store.SweepStaged();
        foreach (int step in store.Steps())
        {
            string folder = store.PathOf(step);
            if (store.Damage(step) is { } damage)
            {
                report(new RunNotice(NoticeLevel.Warning, $"The checkpoint of step {step} is damaged ({damage}); going back to the one before."));
                continue;
            }
            var state = Checkpoint.ReadState(folder);
            if (state.Fingerprint != run.Fingerprint)
            {
                report(new RunNotice(NoticeLevel.Warning, "The checkpoints in the output folder are of another recipe or other rows; the run starts anew."));
                break;
            }
            if (state.BestStep > 0 && state.BestStep != step && store.Damage(state.BestStep) is { } lost)
            {
                report(new RunNotice(NoticeLevel.Warning, $"The best weights so far, of step {state.BestStep}, are damaged ({lost}); going back further."));
                continue;
            }
            if (state.BestStep > 0)
            {
                Checkpoint.ReadWeights(store.PathOf(state.BestStep), Weights);
                _best.Keep();
            }
            Checkpoint.ReadWeights(folder, Weights);
            Checkpoint.ReadMoments(folder, optimizer);
            State = state;
            steering.Restore(state.Adjustments);
            return step;
        }
        if (store.Steps().Count > 0)
            store.Clear();
        steering.Restore([]);
        return null;
    }

    public void Stepped() => State = State with { Step = State.Step + 1 };

    /// <summary>Counts an evaluation in; answers whether it is the best so far.</summary>
    public bool Evaluated(IReadOnlyDictionary<string, double> metrics)
    {
        string metric = run.Metric;
        double value = metrics[metric];
        bool best = State.BestStep == 0 || EvaluationMetrics.IsBetter(metric, value, State.BestMetrics[metric]);
        bool moved = State.PatienceBase is not { } patienceBase || EvaluationMetrics.IsBetter(metric, value, patienceBase, run.Recipe.EarlyStopping?.Threshold ?? 0);
        State = State with
        {
            BestStep = best ? State.Step : State.BestStep,
            BestMetrics = best ? metrics : State.BestMetrics,
            PatienceBase = moved ? value : State.PatienceBase,
            EvaluationsWithoutImprovement = moved ? 0 : State.EvaluationsWithoutImprovement + 1,
        };
        State = State with { StoppedEarly = run.Recipe.EarlyStopping is { } stop && State.EvaluationsWithoutImprovement >= stop.Patience };
        if (best)
            _best.Keep();
        return best;
    }

    /// <exception cref="TrainingPausedException">The disk is full; the checkpoints before are whole.</exception>
    /// <exception cref="TrainingException">The folder cannot be written.</exception>
    public void Save()
    {
        State = State with { Adjustments = [.. steering.Made] };
        try
        {
            store.Save(State.Step, State.BestStep, folder => Checkpoint.Write(folder, Weights, optimizer, State));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string last = store.Steps() is [var step, ..] ? $"The checkpoint of step {step} is whole, and the run goes on from there." : "The run will begin anew.";
            string sentence = $"The checkpoint of step {State.Step} could not be written: {e.Message} {last}";
            throw DiskSpace.IsFull(e) ? new TrainingPausedException(PauseReason.DiskFull, sentence, e) : new TrainingException(sentence, e);
        }
        report(new CheckpointSaved(State.Step));
    }

    /// <summary>Puts the best weights into the model, where any were measured.</summary>
    public void RestoreBest() => _best.Restore();

    public void Dispose() => _best.Dispose();
}
