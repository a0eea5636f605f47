using System.Diagnostics;

namespace Studio.Trainer.Runs.Children;

/// <summary>Turns what a training inside a run tells into the changes of a <see cref="ChildRun"/>.</summary>
internal sealed class ChildProgress(ChildRun child, Action<RunEvent> report, HashSet<string> told)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly double _before = child.Seconds;
    private readonly ShortCurve _losses = new(), _evalLosses = new();
    private long _toldAt;

    public ChildRun Child { get; private set; } = child;

    public void Begin() => Tell(Child with { State = ChildState.Running, Reason = null });

    public void Hear(RunEvent happened)
    {
        switch (happened)
        {
            case RunPrepared prepared:
                Tell(Child with { TotalSteps = prepared.TotalSteps, Step = prepared.ResumedFromStep ?? 0, CheckpointStep = prepared.ResumedFromStep ?? 0 });
                break;
            case StepCompleted step:
                Child = Child with { Step = step.Step };
                _losses.Add(step.Step, step.Loss);
                if (Stopwatch.GetElapsedTime(_toldAt) >= Interval)
                    Tell(Child);
                break;
            case EvaluationCompleted evaluation:
                if (evaluation.Metrics.TryGetValue("loss", out double loss))
                    _evalLosses.Add(evaluation.Step, loss);
                Tell(Child with { Metrics = evaluation.Metrics });
                break;
            case CheckpointSaved saved:
                Tell(Child with { CheckpointStep = saved.Step });
                break;
            // Every fold and trial has the same rows and much the same recipe, so the same sentence comes again and again.
            case RunNotice { Level: NoticeLevel.Warning } notice when told.Add(Sentence(notice.Text)):
                report(notice with { Text = $"{Name}: {notice.Text}" });
                break;
        }
    }

    public ChildRun End(ChildState state, IReadOnlyDictionary<string, double>? metrics = null, string? reason = null)
    {
        Tell(Child with { State = state, Metrics = metrics ?? Child.Metrics, Reason = reason });
        return Child;
    }

    // A trial's own numbers do not make it another sentence.
    private static string Sentence(string text) => string.Concat(text.Where(c => !char.IsDigit(c) && c != '.'));

    private string Name => $"{Child.Kind} {Child.Number}";

    private void Tell(ChildRun child)
    {
        Child = child with { Seconds = _before + Stopwatch.GetElapsedTime(_began).TotalSeconds, Losses = _losses.Points, EvalLosses = _evalLosses.Points };
        _toldAt = Stopwatch.GetTimestamp();
        report(new ChildRunChanged(Child));
    }
}
