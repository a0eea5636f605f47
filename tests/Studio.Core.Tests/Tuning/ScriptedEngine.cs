using System.Globalization;
using System.Threading.Channels;
using Studio.Trainer.Runs;

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
        for (var step = from + 1; step <= Steps; step++)
        {
            if (held)
                await _allowed.Reader.ReadAsync(cancel);
            cancel.ThrowIfCancellationRequested();
            if (Failure is { } failure && failure.Step == step)
            {
                Failure = null;
                throw failure.Error;
            }

            report(new StepCompleted(step, step / 20.0, 1.0 / step, 1e-4, 0.5, 100, 1000, 1 << 20));
            if (step % CheckpointEvery != 0)
                continue;
            report(new EvaluationCompleted(step, step / 20.0, Metrics(step), true, [new("1", "text", "yes", "yes", step / 100.0)]));
            File.WriteAllText(checkpoint, step.ToString(CultureInfo.InvariantCulture));
            report(new CheckpointSaved(step));
        }

        return new TrainingResult(
            Path.Combine(job.OutputDirectory, "model"), new string('a', 64), Steps, Steps, Metrics(Steps), false, TimeSpan.FromSeconds(1), labels, 1000);
    }

    private static Dictionary<string, double> Metrics(int step) => new() { ["accuracy"] = step / 100.0, ["loss"] = 1.0 / step };
}
