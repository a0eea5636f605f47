using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Tuning.Steering;
using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Language;
using Studio.Trainer.Runs.Searches;
using Studio.Trainer.Runs.Steering;

namespace Studio.Core.Tuning;

/// <summary>Takes a claimed run from where it stands to its end: training, then the steps after it.</summary>
internal sealed partial class RunAttempts(
    ITrainingEngine engine, ISnapshotStore snapshots, StorageRoot storage, RunDisk disk, RunFeeds feeds, RunQueue queue, IWriteGate gate,
    IDbContextFactory<StudioDb> contexts, IServiceScopeFactory scopes, TuningOptions options, TimeProvider time, ILogger<RunAttempts> logger)
{
    public async Task RunAsync(Run run, Action<RunLease, RunOrders> began, CancellationToken stopping)
    {
        using var hold = await feeds.HoldAsync(run.Id);
        await using var lease = queue.Hold(new RunAttemptKey(run.Id, run.Fence), logger);
        var orders = new RunOrders(run.Id, contexts);
        await using var recorder = new RunRecorder(run, orders, hold.Feed, feeds, lease, gate, options, time, logger);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Ended);
        began(lease, orders);
        if (run.CancelRequestedAt is not null)
            lease.RequestCancel();
        try
        {
            await orders.PassOnAsync(stop.Token);
            await WorkAsync(run, orders.Control, recorder, stop.Token);
        }
        catch (LeaseLostException)
        {
            LogLost(run.Id);
        }
        catch (Exception error)
        {
            if (lease.IsLost)
                LogLost(run.Id);
            else
                await EndAsync(recorder, run, error, lease.CancelRequested, stopping.IsCancellationRequested);
        }
    }

    private async Task WorkAsync(Run run, RunControl control, RunRecorder recorder, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (run.Interruptions > options.MaxInterruptions)
            throw new UnavailableException(
                $"Studio stopped {run.Interruptions} times in a row while it worked on this run, without reaching a new checkpoint. "
                + "Most often the machine runs out of memory: choose a smaller batch size or a shorter maximum length in a copy of this run.");
        var recipe = RecipeJson.Parse(run.Recipe);
        var finished = run.WeightsSha256 is { } weights
            ? new FinishedRun(run.Id, run.ProjectId, run.SnapshotHash, ModelDirectory(run), weights, TuningJson.Labels(run.Labels!), recipe)
            : await TrainAsync(run, recipe, control, recorder, stop);
        await FinishAsync(run, finished, recorder, stop);
    }

    // The engine knows its own trials by their file and goes on after them, where recipe and rows are still the same.
    private void TakeOverTrials(Run run)
    {
        if (run.TrialsOfId is not { } source)
            return;
        var (trials, own) = (Path.Combine(storage.Run(source), SearchFile.FileName), Path.Combine(storage.Run(run.Id), SearchFile.FileName));
        if (!File.Exists(trials) || File.Exists(own))
            return;
        Directory.CreateDirectory(storage.Run(run.Id));
        File.Copy(trials, own + ".copy", overwrite: true);
        File.Move(own + ".copy", own);
    }

    private async Task<FinishedRun> TrainAsync(Run run, Recipe recipe, RunControl control, RunRecorder recorder, CancellationToken stop)
    {
        await recorder.WriteAsync(journal => journal.Change(s => s with { Activity = "Preparing the rows and the model" }));
        disk.Check(storage.Run(run.Id), recipe);
        TakeOverTrials(run);
        var job = new TrainingJob
        {
            Recipe = recipe,
            Train = snapshots.Open(run.SnapshotHash, DatasetSplit.Train, recipe.Task),
            Validation = snapshots.Open(run.SnapshotHash, DatasetSplit.Validation, recipe.Task),
            Test = LanguageTasks.Is(recipe.Task) ? snapshots.Open(run.SnapshotHash, DatasetSplit.Test, recipe.Task) : null,
            General = recipe.Evaluation.GeneralSet is { } general && general != GeneralTexts.Name ? snapshots.Open(general, DatasetSplit.Validation, "causal-lm") : null,
            OutputDirectory = storage.Run(run.Id),
            Control = control,
        };
        var result = await engine.TrainAsync(job, recorder.Report, stop);
        await recorder.WriteAsync(journal =>
        {
            journal.Change(s => s with
            {
                State = RunState.Evaluating,
                Activity = null,
                SecondsLeft = null,
                WeightsSha256 = result.WeightsSha256,
                BestStep = result.BestStep,
                BestMetrics = TuningJson.Finite(result.BestMetrics),
            });
            journal.Change(f => f with { Labels = TuningJson.Write(result.Labels), Interruptions = 0 });
            journal.Log(RunLogLevel.Information, result.StoppedEarly
                ? $"Stopped early after {result.Steps:N0} steps: no improvement lately. The weights of step {result.BestStep:N0} are kept."
                : $"Trained {result.Steps:N0} steps. The weights of step {result.BestStep:N0} are kept.");
        });
        return new FinishedRun(run.Id, run.ProjectId, run.SnapshotHash, result.ModelDirectory, result.WeightsSha256, result.Labels, recipe);
    }

    private async Task FinishAsync(Run run, FinishedRun finished, RunRecorder recorder, CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var step in scope.ServiceProvider.GetServices<IAfterTraining>().OrderBy(s => s.Order))
        {
            if (step.Order <= run.AfterTrainingOrder || !step.IsFor(finished))
                continue;
            await recorder.WriteAsync(journal =>
            {
                journal.Change(s => s with { Activity = step.Title });
                journal.Log(RunLogLevel.Information, step.Title + ".");
            });
            await step.CompleteAsync(finished, stop);
            await recorder.WriteAsync(journal => journal.Change(f => f with { AfterTrainingOrder = step.Order }));
        }

        await recorder.WriteAsync(journal => RunEnd.Succeeded(journal, Now));
    }

    private async Task EndAsync(RunRecorder recorder, Run run, Exception error, bool cancelled, bool stopping)
    {
        Action<RunJournal> end = error switch
        {
            OperationCanceledException when cancelled => journal => RunEnd.Cancelled(journal, Now),
            OperationCanceledException when stopping => RunEnd.Released,
            TrainingPausedException paused => journal => RunEnd.Paused(journal, paused.Message, Room(run, paused), Now),
            TrainingException or StudioException => journal => RunEnd.Failed(journal, error.Message, Now),
            _ => journal => RunEnd.Failed(journal, RunEnd.Sentence(error), Now),
        };
        if (error is not (OperationCanceledException or TrainingException or StudioException))
            LogBroken(run.Id, error);
        try
        {
            await recorder.WriteAsync(end);
        }
        catch (LeaseLostException)
        {
            LogLost(run.Id);
        }
    }

    private static long? Room(Run run, TrainingPausedException paused) =>
        paused.Reason == PauseReason.DiskFull ? RunDisk.Needed(RecipeJson.Parse(run.Recipe)) : null;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private string ModelDirectory(Run run) => Path.Combine(storage.Run(run.Id), "model");

    [LoggerMessage(LogLevel.Information, "Run {RunId} belongs to another attempt now; this one leaves")]
    private partial void LogLost(Guid runId);

    [LoggerMessage(LogLevel.Error, "Run {RunId} ended by an unexpected error")]
    private partial void LogBroken(Guid runId, Exception error);
}
