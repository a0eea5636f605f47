using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Runs.Searches;

/// <summary>
/// Trains once for each trial with values drawn for the searched fields, ends trials that do badly, and then trains the model with the values
/// of the best. A broken-off search goes on where it stood: ended trials are known, and the present one goes on from its checkpoint.
/// </summary>
internal sealed class HyperparameterSearch(ITrainingEngine engine)
{
    /// <exception cref="TrainingException">There is nothing to measure on, or no trial could be trained.</exception>
    public async Task<TrainingResult> RunAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel)
    {
        if (job.Validation.Count == 0)
            throw new TrainingException("A search compares its trials on the validation rows, and there are none. Give some rows to the validation split.");
        var (search, metric) = (job.Recipe.Search!, job.Recipe.Evaluation.MetricForBestModel);
        bool smaller = EvaluationMetrics.IsBetter(metric, 0, 1);
        // A search that is asked for more trials goes on with those it has: what a trial tries depends only on those before it.
        var endless = job with { Recipe = job.Recipe with { Search = search with { Trials = 1 } } };
        string fingerprint = await Task.Run(() => RunFingerprint.Of(endless, cancel), cancel);
        job = job with { TokenCache = job.TokenCache ?? Path.Combine(job.OutputDirectory, PreparedRun.TokenFolder) };
        var file = SearchFile.Read(job.OutputDirectory) is { } kept && kept.Fingerprint == fingerprint ? kept : null;
        if (file is null)
        {
            ChildFile.Remove(Path.Combine(job.OutputDirectory, "trials"));
            Directory.CreateDirectory(job.OutputDirectory);
            file = new(fingerprint, metric, []);
        }
        var space = new SearchSpace(search.Space);
        var told = new HashSet<string>(StringComparer.Ordinal);
        file = file with { Trials = [.. file.Trials.Where(t => t.Number <= search.Trials)] };
        foreach (var ended in file.Trials.Where(t => t.HasEnded))
            report(new ChildRunChanged(View(ended, search.Trials)));
        for (int number = 1; number <= search.Trials; number++)
        {
            var trial = file.Trials.FirstOrDefault(t => t.Number == number);
            if (trial is { HasEnded: true })
                continue;
            double[] position = trial?.Position.ToArray() ?? ParzenSampler.Next(space, search, [.. file.Trials.Where(t => t.HasEnded)], number, job.Recipe.Seed, smaller);
            trial = new() { Number = number, Values = space.Values(position), Position = position, Evaluations = trial?.Evaluations ?? [], Seconds = trial?.Seconds ?? 0 };
            var attempt = new TrialAttempt(engine, job, trial, smaller, told, report);
            file = With(file, await attempt.RunAsync(file.Trials, now => With(file, now).Write(job.OutputDirectory), cancel));
            file.Write(job.OutputDirectory);
        }
        if (Best(file.Trials, smaller) is not { } best)
            throw new TrainingException($"None of the {search.Trials} trials could be finished. The last one: {file.Trials[^1].Reason}");
        file = file with { Best = best.Number, Importance = Importance.Of(file.Trials, [.. space.Fields.Select(f => f.Path)], metric, job.Recipe.Seed) };
        file.Write(job.OutputDirectory);
        report(new RunNotice(NoticeLevel.Information, $"Trial {best.Number} of {file.Trials.Count} was the best: {string.Join(", ", best.Values.Select(v => $"{v.Key} {v.Value}"))}. Now the model is trained with these values."));
        return await engine.TrainAsync(job with { Recipe = SearchSpace.Apply(job.Recipe, best.Values) }, report, cancel);
    }

    /// <summary>The finished trial with the best metric; of equal ones that with the smallest loss.</summary>
    internal static Trial? Best(IEnumerable<Trial> trials, bool smaller) =>
        trials.Where(t => t.State == ChildState.Finished && t.Evaluations.Count > 0).OrderBy(t => smaller ? t.Best(smaller) : -t.Best(smaller)).ThenBy(t => t.Metrics.GetValueOrDefault("loss")).ThenBy(t => t.Number).FirstOrDefault();

    internal static ChildRun View(Trial trial, int count) => new()
    {
        Kind = ChildKind.Trial, Number = trial.Number, Count = count, State = trial.State, Step = trial.Steps, TotalSteps = trial.TotalSteps, CheckpointStep = trial.Steps,
        Metrics = trial.Metrics, Values = trial.Values, Reason = trial.Reason, Seconds = trial.Seconds,
    };

    private static SearchFile With(SearchFile file, Trial trial) =>
        file with { Trials = [.. file.Trials.Where(t => t.Number != trial.Number), trial] };
}
