using System.Globalization;
using System.Threading.Channels;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Steering;

namespace Studio.Core.Tests.Tuning;

/// <summary>
/// Goes through a run's steps as an engine does, with numbers instead of tensors: checkpoints on disk, resume, cancelling within a step.
/// A test that wants to hold it gives it steps one by one.
/// </summary>
internal sealed class ScriptedEngine(bool held = false) : ITrainingEngine
{
    public const int Steps = 40, CheckpointEvery = 10;

    private readonly Channel<int> _allowed = Channel.CreateUnbounded<int>();
    private readonly Lock _gate = new();

    /// <summary>What was trained by this engine, in the order of beginning.</summary>
    public List<string> Trained { get; } = [];

    /// <summary>Thrown at this step, once.</summary>
    public (int Step, Exception Error)? Failure { get; set; }

    /// <summary>Told before the first step, as an engine tells of folds and trials.</summary>
    public IReadOnlyList<RunEvent> Before { get; init; } = [];

    public void Allow(int steps)
    {
        for (var i = 0; i < steps; i++)
            _allowed.Writer.TryWrite(i);
    }

    public Task<TrainingResult> TrainAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel) =>
        Task.Run(() => TrainHereAsync(job, report, cancel), CancellationToken.None);

    private async Task<TrainingResult> TrainHereAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel)
    {
        lock (_gate)
            Trained.Add(job.OutputDirectory);
        Directory.CreateDirectory(job.OutputDirectory);
        var checkpoint = Path.Combine(job.OutputDirectory, "checkpoint");
        var from = File.Exists(checkpoint) ? int.Parse(File.ReadAllText(checkpoint), CultureInfo.InvariantCulture) : 0;
        string[] labels = ["no", "yes"];
        foreach (var happened in Before)
            report(happened);
        report(new RunPrepared(Steps, job.Train.Count, job.Validation.Count, 1, labels, 1000, 1000, "cpu", from == 0 ? null : from));
        var (total, control) = (Steps, job.Control ?? new RunControl());
        for (var step = from + 1; step <= total; step++)
        {
            var stopped = false;
            do
            {
                while (control.Orders.TryRead(out var order))
                {
                    if (order.Pause)
                        throw Paused(checkpoint, step - 1, report);
                    if (order.MaxSteps < step)
                    {
                        report(new OrderRefused(order.Id, $"{step - 1} steps are done already."));
                        continue;
                    }

                    (total, stopped) = (order.MaxSteps ?? total, stopped || order.Stop);
                    report(new RunAdjusted(new RunAdjustment { Id = order.Id, Step = step - 1, LearningRate = order.LearningRate, MaxSteps = order.MaxSteps, Stop = order.Stop }, total, 5e-5));
                }
            }
            while (held && !stopped && !await AllowedAsync(control, cancel));

            cancel.ThrowIfCancellationRequested();
            if (Failure is { } failure && failure.Step == step)
            {
                Failure = null;
                throw failure.Error;
            }

            if (stopped)
                return Result(job, step - 1);
            report(new StepCompleted(step, step / 20.0, 1.0 / step, 1e-4, 0.5, 100, 1000, 1 << 20));
            if (step % CheckpointEvery != 0)
                continue;
            report(new EvaluationCompleted(step, step / 20.0, Metrics(step), true, [new("1", "text", "yes", "yes", step / 100.0)]));
            File.WriteAllText(checkpoint, step.ToString(CultureInfo.InvariantCulture));
            report(new CheckpointSaved(step));
        }

        return Result(job, total);
    }

    // While it is held, orders are obeyed at once.
    private async Task<bool> AllowedAsync(RunControl control, CancellationToken cancel)
    {
        if (!_allowed.Reader.TryPeek(out _))
            await await Task.WhenAny(_allowed.Reader.WaitToReadAsync(cancel).AsTask(), control.Orders.WaitToReadAsync(cancel).AsTask());
        return !control.Orders.TryPeek(out _) && _allowed.Reader.TryRead(out _);
    }

    private static TrainingPausedException Paused(string checkpoint, int step, Action<RunEvent> report)
    {
        File.WriteAllText(checkpoint, step.ToString(CultureInfo.InvariantCulture));
        report(new CheckpointSaved(step));
        return new TrainingPausedException(PauseReason.Asked, $"Paused at step {step}; its checkpoint is whole.");
    }

    private static TrainingResult Result(TrainingJob job, int steps) => new(
        Path.Combine(job.OutputDirectory, "model"), new string('a', 64), steps, steps, Metrics(steps), false, TimeSpan.FromSeconds(1), ["no", "yes"], 1000);

    private static Dictionary<string, double> Metrics(int step) => new() { ["accuracy"] = step / 100.0, ["loss"] = 1.0 / step };
}
