using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs.Searches;

/// <summary>Trains one trial, and ends it where it does too badly to go on.</summary>
internal sealed class TrialAttempt(ITrainingEngine engine, TrainingJob job, Trial trial, bool smaller, HashSet<string> told, Action<RunEvent> report)
{
    private readonly string _folder = Path.Combine(job.OutputDirectory, "trials", $"trial-{trial.Number}");
    private readonly SearchSettings _search = job.Recipe.Search!;
    private readonly ChildProgress _progress = new(HyperparameterSearch.View(trial, job.Recipe.Search!.Trials), report, told);
    private readonly List<int> _evaluatedAt = [];
    private Trial _trial = trial;
    private string? _pruned;

    /// <param name="others">The trials before this one.</param>
    /// <param name="keep">Writes the trial down as it stands.</param>
    /// <param name="cancel">Ends the training within one step, and the search with it.</param>
    /// <returns>The trial with its end. What fails is a trial that failed, and the search goes on.</returns>
    public async Task<Trial> RunAsync(IReadOnlyList<Trial> others, Action<Trial> keep, CancellationToken cancel)
    {
        using var prune = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _progress.Begin();
        keep(_trial);
        try
        {
            var child = job with { Recipe = SearchSpace.Apply(job.Recipe, _trial.Values), OutputDirectory = _folder, Control = ChildOrders.Of(job.Control, report) };
            var result = await engine.TrainAsync(child, happened =>
            {
                _progress.Hear(happened);
                if (happened is EvaluationCompleted evaluation && Judge(evaluation, others))
                    prune.Cancel();
                if (happened is EvaluationCompleted)
                    keep(_trial);
            }, prune.Token);
            End(ChildState.Finished, result.BestMetrics, null);
        }
        catch (OperationCanceledException) when (_pruned is not null && !cancel.IsCancellationRequested)
        {
            End(ChildState.Pruned, null, _pruned);
        }
        catch (TrainingException e) when (e is not TrainingPausedException)
        {
            End(ChildState.Failed, null, e.Message);
        }
        ChildFile.Remove(_folder);
        return _trial;
    }

    private bool Judge(EvaluationCompleted evaluation, IReadOnlyList<Trial> others)
    {
        string metric = job.Recipe.Evaluation.MetricForBestModel;
        // A metric that this kind of task does not have is replaced by the loss, turned so that better is where it would be.
        double value = evaluation.Metrics.TryGetValue(metric, out double measured) ? measured : smaller ? evaluation.Metrics["loss"] : -evaluation.Metrics["loss"];
        // After a kill the evaluations since the checkpoint come a second time.
        int known = _evaluatedAt.Count == 0 ? EvaluationsBefore(evaluation) : _trial.Evaluations.Count;
        _evaluatedAt.Add(evaluation.Step);
        _trial = _trial with { Evaluations = [.. _trial.Evaluations.Take(known), value], Metrics = evaluation.Metrics };
        // After the last evaluation there is nothing left to save.
        _pruned = evaluation.Step >= _progress.Child.TotalSteps ? null : SuccessiveHalving.ReasonToEnd(_trial, others, _search, metric, smaller);
        return _pruned is not null;
    }

    private int EvaluationsBefore(EvaluationCompleted evaluation) => job.Recipe.Evaluation.EvalStrategy == "steps" && job.Recipe.Evaluation.EvalSteps is { } every
        ? Math.Max(0, (int)Math.Ceiling(evaluation.Step / (double)every) - 1) : Math.Max(0, (int)Math.Ceiling(evaluation.Epoch - 1e-9) - 1);

    private void End(ChildState state, IReadOnlyDictionary<string, double>? metrics, string? reason)
    {
        var child = _progress.End(state, metrics, reason);
        _trial = _trial with { State = state, Metrics = child.Metrics, Reason = reason, Steps = child.Step, TotalSteps = child.TotalSteps, Seconds = child.Seconds };
    }
}
