using System.Diagnostics;
using System.Runtime.InteropServices;
using Studio.Trainer.Runs.Checkpoints;
using Studio.Trainer.Runs.Steering;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>A run from its first or resumed step to its last. Lives on the engine's thread and never waits for anything else.</summary>
internal sealed class RunLoop(PreparedRun run, TrainingJob job, Device device, EngineOptions options, Action<RunEvent> report, CancellationToken cancel)
{
    private readonly RunSteering _steering = new(run, job.OutputDirectory, job.Control, report);
    private readonly Speedometer _speed = new();
    private long _savedAt = Stopwatch.GetTimestamp();

    public TrainingResult Execute(TimeProvider clock)
    {
        long started = clock.GetTimestamp();
        string outputDirectory = job.OutputDirectory;
        var store = new CheckpointStore(Path.Combine(outputDirectory, "checkpoints")) { Passing = options.CheckpointPassing };
        if (FinishedRun.Find(outputDirectory, run) is { } finished)
        {
            _steering.Restore([]);
            Announce(finished.Steps);
            _steering.Repeat(finished.Steps);
            ForgetTokens();
            return finished;
        }
        using var step = new TrainStep(run, device, options.PassBegins);
        using var progress = new RunProgress(run, store, step.Optimizer, _steering, report);
        Announce(progress.Resume());
        Steps(step, progress);
        progress.RestoreBest();
        var measured = Forgetting().Concat(run.Test?.Measure(run, device, outputDirectory, cancel) ?? []);
        string folder = Path.Combine(outputDirectory, "model");
        var (hash, difference) = ExportCheck.Export(run, folder, Path.Combine(outputDirectory, "adapter"), device);
        report(new RunNotice(NoticeLevel.Information, $"The written model was loaded back and answers as the trained one (greatest difference of a logit {difference:0.#e+0})."));
        var state = progress.State;
        var result = new TrainingResult(
            folder, hash, state.Step, state.BestStep == 0 ? state.Step : state.BestStep, state.BestMetrics.Concat(measured).ToDictionary(), state.StoppedEarly, clock.GetElapsedTime(started), run.Labels,
            run.TunedParameters);
        FinishedRun.Write(outputDirectory, run.Fingerprint, result);
        store.Clear();
        ForgetTokens();
        return result;
    }

    /// <summary>How well the kept weights say texts of another kind, beside the base model.</summary>
    private Dictionary<string, double> Forgetting()
    {
        if (run.General is not { } general)
            return [];
        double after = general.Score(run.Base.Model, run.ComputeType, device, cancel);
        report(new RunNotice(after > general.Before + 0.1 ? NoticeLevel.Warning : NoticeLevel.Information, FormattableString.Invariant(
            $"On texts of another kind the loss of a token is {after:0.000} after the tuning and was {general.Before:0.000} before ({after - general.Before:+0.000;-0.000;0.000}).")));
        return new() { ["general_loss_before"] = general.Before, ["general_loss"] = after };
    }

    private void ForgetTokens()
    {
        run.ComingValidation.Wait(cancel);
        Children.ChildFile.Remove(Path.Combine(job.OutputDirectory, PreparedRun.TokenFolder));
    }

    private void Announce(int? resumed)
    {
        report(new RunPrepared(
            _steering.TotalSteps, run.Train.Count, run.ValidationCount, run.Train.Truncated, run.Labels,
            run.Base.Model.Weights.Sum(p => p.Tensor.NumberOfElements), run.TunedParameters, device.type == TorchSharp.DeviceType.CUDA ? "cuda" : "cpu", resumed));
        foreach (var notice in run.Notices)
            report(notice);
    }

    private void Steps(TrainStep step, RunProgress progress)
    {
        while (!progress.State.StoppedEarly)
        {
            cancel.ThrowIfCancellationRequested();
            int number = progress.State.Step;
            Obey(number, progress);
            if (_steering.Stopped || number >= run.Plan.TotalSteps)
                break;
            if (step.Unfreeze(number) is { } lowest)
                report(new LayersUnfrozen(number + 1, lowest, run.Base.Model.LayerCount));
            Step(step, number);
            progress.Stepped();
            bool evaluated = run.ValidationCount > 0 && run.Plan.EvaluatesAfter(number + 1);
            if (evaluated)
                Evaluate(progress, step);
            if (evaluated || number + 1 == run.Plan.TotalSteps || Stopwatch.GetElapsedTime(_savedAt) >= options.CheckpointInterval)
                Save(progress);
        }
        if (_steering.Stopped)
            End(progress, step);
        else if (progress.State.StoppedEarly)
            report(new RunNotice(NoticeLevel.Information, $"Stopped early at step {progress.State.Step}: no improvement in {progress.State.EvaluationsWithoutImprovement} evaluations. The best step was {progress.State.BestStep}."));
    }

    /// <exception cref="TrainingPausedException">Somebody asked for a pause.</exception>
    private void Obey(int number, RunProgress progress)
    {
        if (!_steering.Obey(number))
            return;
        if (number > 0)
            progress.Save();
        throw new TrainingPausedException(PauseReason.Asked, number > 0 ? $"Paused at step {number}; its checkpoint is whole." : "Paused before the first step.");
    }

    private void Step(TrainStep step, int number)
    {
        var passes = run.Plan.Passes(number);
        double rate = _steering.Rate(number);
        while (true)
        {
            try
            {
                var (loss, norm) = step.Run(number, passes, _steering.MicroBatchSize, rate, cancel);
                RequireFinite(number + 1, loss, norm, rate);
                Tell(passes, number + 1, loss, norm, rate);
                return;
            }
            catch (ExternalException e) when (DeviceMemory.WasNotEnough(e) && !step.HasTouchedWeights)
            {
                // What the step has made so far is garbage by now and may be what fills the memory.
                GC.Collect();
                int most = passes.Max(p => p.Length);
                if (_steering.Halve(number, most) is not { } half)
                    throw;
                report(new RunNotice(NoticeLevel.Warning, $"The memory was not enough at step {number + 1}. From here on a forward pass takes {half} {(half == 1 ? "row" : "rows")} at most; each step still learns from all its rows, with the same loss, in more time."));
            }
        }
    }

    // The weights of the last step have a right to be the best too.
    private void End(RunProgress progress, TrainStep trained)
    {
        int step = progress.State.Step;
        if (run.Validation.Count > 0 && !run.Plan.EvaluatesAfter(step))
            Evaluate(progress, trained);
        Save(progress);
        report(new RunNotice(NoticeLevel.Information, progress.State.BestStep > 0
            ? $"Stopped at step {step} as somebody asked. The weights of step {progress.State.BestStep} are the best and are kept." : $"Stopped at step {step} as somebody asked."));
    }

    private void Save(RunProgress progress)
    {
        progress.Save();
        _savedAt = Stopwatch.GetTimestamp();
        _speed.Restart();
    }

    private void Evaluate(RunProgress progress, TrainStep trained)
    {
        var (metrics, samples) = trained.Evaluate(cancel);
        bool best = progress.Evaluated(metrics);
        report(new EvaluationCompleted(progress.State.Step, Epoch(progress.State.Step), metrics, best, samples));
    }

    private void Tell(IReadOnlyList<int[]> passes, int step, double loss, double norm, double rate)
    {
        var (rows, tokens) = _speed.Count(passes.Sum(p => p.Length), passes.Sum(p => p.Sum(n => (long)run.Train.Lengths[n])));
        report(new StepCompleted(step, Epoch(step), loss, rate, norm, rows, tokens, Environment.WorkingSet));
    }

    private double Epoch(int step) => (double)step / run.Plan.StepsPerEpoch;

    private static void RequireFinite(int step, double loss, double norm, double rate)
    {
        if (double.IsFinite(loss) && double.IsFinite(norm))
            return;
        if (step == 1 && !double.IsFinite(loss))
            throw new TrainingException("The loss is not a number at the first step, before anything was learned, so the learning rate is not the reason. The weights of the base model hold values that are no numbers, or what it computes from these rows grows too large: try the base model in the playground, fetch it again, or choose another.");
        string what = double.IsFinite(loss) ? "gradients are" : "loss is";
        throw new TrainingException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"The {what} not a number any more at step {step} (learning rate {rate:g3}). Most often the learning rate is too high: try a tenth of it, or more warm-up. The weights were not touched by this step."));
    }
}
