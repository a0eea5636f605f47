using Studio.Core.Tuning.Children;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Core.Tuning;

/// <summary>Turns what the engine tells into rows and changes, numbered in one sequence. Used by one thread at a time.</summary>
internal sealed class RunJournal(Run run, RunOrders orders, IReadOnlyDictionary<int, ChildRun> children, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private int? _firstStep;
    private long _firstStepAt;
    private readonly Dictionary<int, ChildRun> _children = new(children);
    private RunBatch _batch = new();

    public RunStatus Status { get; private set; } = RunStatus.Of(run);

    public RunFacts Facts { get; private set; } = new(run.Sequence, run.Interruptions, run.Labels, run.AfterTrainingOrder, LetGo: false);

    public RunBatch TakeBatch()
    {
        var batch = _batch;
        _batch = new RunBatch();
        return batch;
    }

    public void Change(Func<RunStatus, RunStatus> change) => Status = change(Status);

    public void Change(Func<RunFacts, RunFacts> change) => Facts = change(Facts);

    public void Log(RunLogLevel level, string text)
    {
        var entry = new RunLogEntry { RunId = run.Id, Sequence = Next(), At = Now, Level = level, Text = text };
        _batch.Log.Add(entry);
        _batch.Changes.Add(new LogAdded(new LogView(entry.Sequence, entry.At, level, text)));
    }

    public void Add(RunEvent happened)
    {
        switch (happened)
        {
            case RunPrepared prepared:
                Prepared(prepared);
                break;
            case StepCompleted step:
                Stepped(step);
                break;
            case EvaluationCompleted evaluation:
                Evaluated(evaluation);
                break;
            case LayersUnfrozen unfrozen:
                Log(RunLogLevel.Information, Unfrozen(unfrozen));
                break;
            case RunAdjusted adjusted:
                Status = Status with { TotalSteps = adjusted.TotalSteps };
                _batch.Interventions.Add(AdjustmentRow.Of(run.Id, adjusted.Adjustment, Now));
                if (adjusted.Adjustment.MicroBatchSize is null && orders.Tell(adjusted.Adjustment.Id) is { } who)
                    Log(RunLogLevel.Information, AdjustmentRow.Sentence(who, adjusted));
                break;
            case OrderRefused refused:
                _batch.Interventions.Add(AdjustmentRow.Of(run.Id, refused, Now));
                Log(RunLogLevel.Warning, $"{orders.Sentence(refused.OrderId)}: this was not done. {refused.Reason}");
                break;
            case CheckpointSaved saved:
                Status = Status with { CheckpointStep = saved.Step };
                Facts = Facts with { Interruptions = 0 };
                break;
            case ChildRunChanged { Child: var child }:
                Child(child);
                break;
            case RunNotice notice:
                Log(notice.Level == NoticeLevel.Warning ? RunLogLevel.Warning : RunLogLevel.Information, notice.Text);
                break;
        }
    }

    private void Child(ChildRun told)
    {
        var child = ChildRows.Joined(_children.GetValueOrDefault(told.Number), told);
        // Work that is safe on disk shows that the run gets on, however often it is broken off.
        if (_children.TryGetValue(child.Number, out var before) && (child.CheckpointStep > before.CheckpointStep || child.State != before.State))
            Facts = Facts with { Interruptions = 0 };
        Status = Status with { Activity = ChildRows.Activity(child), TrainSeconds = run.TrainSeconds + time.GetElapsedTime(_began).TotalSeconds };
        _children[child.Number] = child;
        _batch.Children[child.Number] = child;
        _batch.Changes.Add(new ChildChanged(child));
    }

    private static string Unfrozen(LayersUnfrozen unfrozen) => unfrozen switch
    {
        { LowestLayer: < 0 } => $"From step {unfrozen.Step:N0} on everything learns, the embeddings too.",
        _ when unfrozen.LowestLayer >= unfrozen.LayerCount => $"From step {unfrozen.Step:N0} on the head learns; the layers below stay as they are.",
        _ => $"From step {unfrozen.Step:N0} on the top {unfrozen.LayerCount - unfrozen.LowestLayer} of {unfrozen.LayerCount} layers learn with the head.",
    };

    private void Prepared(RunPrepared prepared)
    {
        var from = prepared.ResumedFromStep ?? 0;
        Status = Status with
        {
            Activity = null,
            Step = from,
            CheckpointStep = from,
            TotalSteps = prepared.TotalSteps,
            Device = prepared.Device,
            TrainRows = prepared.TrainRows,
            ValidationRows = prepared.ValidationRows,
            TruncatedRows = prepared.TruncatedRows,
            Parameters = prepared.Parameters,
            TrainableParameters = prepared.TrainableParameters,
        };
        Facts = Facts with { Labels = TuningJson.Write(prepared.Labels) };
        _batch.RewindTo = from;
        _batch.Changes.Add(new Rewound(from));
        Log(RunLogLevel.Information, from == 0
            ? $"Started on {prepared.Device}: {prepared.TrainRows:N0} training rows, {prepared.ValidationRows:N0} validation rows, {prepared.TotalSteps:N0} steps."
            : $"Goes on from the checkpoint of step {from:N0} on {prepared.Device}.");
        if (prepared.TruncatedRows > 0)
            Log(RunLogLevel.Warning, $"{prepared.TruncatedRows:N0} training rows are longer than the maximum length and are cut.");
    }

    private void Stepped(StepCompleted step)
    {
        var point = new RunPoint
        {
            RunId = run.Id,
            Sequence = Next(),
            Step = step.Step,
            Epoch = step.Epoch,
            Loss = Finite(step.Loss),
            LearningRate = step.LearningRate,
            GradNorm = Finite(step.GradNorm),
            SamplesPerSecond = Finite(step.SamplesPerSecond) ?? 0,
            TokensPerSecond = Finite(step.TokensPerSecond) ?? 0,
            MemoryBytes = step.MemoryBytes,
        };
        _batch.Points.Add(point);
        _batch.Changes.Add(new PointAdded(RunHistory.View(point)));
        Status = Status with
        {
            Step = step.Step,
            Epoch = step.Epoch,
            TrainSeconds = run.TrainSeconds + time.GetElapsedTime(_began).TotalSeconds,
            SecondsLeft = SecondsLeft(step.Step),
        };
    }

    private void Evaluated(EvaluationCompleted evaluation)
    {
        var row = new RunEvaluation
        {
            RunId = run.Id,
            Sequence = Next(),
            Step = evaluation.Step,
            Epoch = evaluation.Epoch,
            IsBest = evaluation.IsBest,
            Metrics = TuningJson.Write(TuningJson.Finite(evaluation.Metrics)),
            Samples = TuningJson.Write(evaluation.Samples),
        };
        _batch.Evaluations.Add(row);
        _batch.Changes.Add(new EvaluationAdded(RunHistory.View(row, withSamples: true)));
        if (evaluation.IsBest)
            Status = Status with { BestStep = evaluation.Step, BestMetrics = TuningJson.Finite(evaluation.Metrics) };
    }

    // The pace since this attempt's first step, evaluations included, because they will come again.
    private double? SecondsLeft(int step)
    {
        if (_firstStep is not { } first)
        {
            (_firstStep, _firstStepAt) = (step, time.GetTimestamp());
            return null;
        }

        return time.GetElapsedTime(_firstStepAt).TotalSeconds / (step - first) * (Status.TotalSteps - step);
    }

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private long Next()
    {
        Facts = Facts with { Sequence = Facts.Sequence + 1 };
        return Facts.Sequence;
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
