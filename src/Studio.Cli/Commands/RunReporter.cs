using System.Globalization;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Children;

namespace Studio.Cli.Commands;

/// <summary>Writes a run's events as lines for a person, steps no more than once a second.</summary>
internal sealed class RunReporter(TextWriter output, TimeProvider clock)
{
    private static readonly TimeSpan StepInterval = TimeSpan.FromSeconds(1);

    private long _lastStep;
    private int _totalSteps;

    public void Report(RunEvent happened)
    {
        switch (happened)
        {
            case RunPrepared prepared:
                _totalSteps = prepared.TotalSteps;
                Write($"{prepared.TrainRows} training rows, {prepared.ValidationRows} validation rows, {prepared.Labels.Count} labels; {prepared.TrainableParameters:n0} of {prepared.Parameters:n0} parameters are trained on {prepared.Device}.");
                if (prepared.ResumedFromStep is { } resumed) Write($"Going on from step {resumed}.");
                break;
            case StepCompleted step when step.Step == _totalSteps || _lastStep == 0 || clock.GetElapsedTime(_lastStep) >= StepInterval:
                _lastStep = clock.GetTimestamp();
                Write($"step {step.Step}/{_totalSteps}  epoch {step.Epoch:f2}  loss {step.Loss:f4}  learning rate {step.LearningRate:g3}  {step.SamplesPerSecond:f0} rows/s");
                break;
            case EvaluationCompleted evaluated:
                Write($"validation at step {evaluated.Step}: {Metrics(evaluated.Metrics)}{(evaluated.IsBest ? " (best so far)" : "")}");
                break;
            case ChildRunChanged { Child: { State: not ChildState.Running } child }:
                Write($"{child.Kind.ToString().ToLowerInvariant()} {child.Number}/{child.Count} {child.State.ToString().ToLowerInvariant()}{Values(child)}: {child.Reason ?? Metrics(child.Metrics)}");
                break;
            case ChildRunChanged { Child: { Step: > 0 } child } when clock.GetElapsedTime(_lastStep) >= StepInterval:
                _lastStep = clock.GetTimestamp();
                Write($"{child.Kind.ToString().ToLowerInvariant()} {child.Number}/{child.Count}  step {child.Step}/{child.TotalSteps}");
                break;
            case RunNotice notice:
                Write($"{(notice.Level == NoticeLevel.Warning ? "Warning: " : "")}{notice.Text}");
                break;
        }
    }

    private static string Metrics(IReadOnlyDictionary<string, double> metrics) =>
        string.Join(", ", metrics.Select(static metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:f4}")));

    private static string Values(ChildRun child) =>
        child.Values.Count == 0 ? "" : $" ({string.Join(", ", child.Values.Select(static value => $"{value.Key} {value.Value}"))})";

    private void Write(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
