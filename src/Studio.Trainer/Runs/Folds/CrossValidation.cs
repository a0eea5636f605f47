using Studio.Trainer.Runs.Children;
using Studio.Trainer.Runs.Steering;

namespace Studio.Trainer.Runs.Folds;

/// <summary>
/// Trains once for each fold on the rows of all others, so that every training and validation row is answered once by a model that has not
/// seen it, and then trains the model itself as a recipe without folds would (Kohavi, 1995). A broken-off cross-validation goes on where it
/// stood: in the middle of a fold from its checkpoint, and without the folds that are done.
/// </summary>
internal sealed class CrossValidation(ITrainingEngine engine)
{
    /// <exception cref="TrainingException">The rows cannot be shared out, or a fold cannot be trained; the message says which.</exception>
    public async Task<TrainingResult> RunAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel)
    {
        int count = job.Recipe.Folds!.Value;
        string output = job.OutputDirectory;
        string fingerprint = await Task.Run(() => RunFingerprint.Of(job, cancel), cancel);
        job = job with { TokenCache = job.TokenCache ?? Path.Combine(output, PreparedRun.TokenFolder) };
        var rows = new RowsTogether(job.Train, job.Validation);
        int[] assigned = FoldPlan.Assign([.. rows.Read().Select(LabelAndGroup)], count, job.Recipe.Seed);
        var done = FoldsFile.Read(output) is { } kept && kept.Fingerprint == fingerprint ? kept : null;
        if (done is null)
        {
            ChildFile.Remove(Path.Combine(output, "folds"));
            done = new(fingerprint, count, []);
        }
        Directory.CreateDirectory(Path.Combine(output, "folds"));
        var answers = new OutOfFold(output);
        var told = new HashSet<string>(StringComparer.Ordinal);
        for (int fold = 1; fold <= count; fold++)
        {
            var progress = new ChildProgress(new() { Kind = ChildKind.Fold, Number = fold, Count = count }, report, told);
            if (done.Folds.FirstOrDefault(f => f.Fold == fold) is { } finished)
            {
                report(new ChildRunChanged(progress.Child with
                {
                    State = ChildState.Finished, Step = finished.Steps, TotalSteps = finished.Steps, CheckpointStep = finished.Steps, Metrics = finished.Metrics, Seconds = finished.Seconds,
                }));
                continue;
            }
            var child = job with
            {
                Recipe = job.Recipe with { Folds = null },
                Train = new RowSubset(rows, assigned, fold - 1, inside: false),
                Validation = new RowSubset(rows, assigned, fold - 1, inside: true),
                OutputDirectory = Path.Combine(output, "folds", $"fold-{fold}"),
                Control = ChildOrders.Of(job.Control, report),
            };
            var result = await TrainAsync(child, progress, cancel);
            if (job.Recipe.Task is "sequence-classification" or "multi-label" or "regression")
                await answers.KeepAsync(fold, result.ModelDirectory, child.Validation, cancel);
            var ended = progress.End(ChildState.Finished, result.BestMetrics);
            done = done with { Folds = [.. done.Folds, new(fold, child.Train.Count, child.Validation.Count, result.Steps, result.BestStep, result.BestMetrics, ended.Seconds)] };
            done.Write(output);
            ChildFile.Remove(child.OutputDirectory);
        }
        if (done.Mean.Count == 0)
        {
            done = done.Summarized() with { OutOfFold = answers.Has(1) ? answers.Join(count) : new Dictionary<string, double>() };
            done.Write(output);
        }
        report(new RunNotice(NoticeLevel.Information, $"All {count} folds are done: {Words(done)}. Now the model itself is trained, on the training rows alone."));
        return await engine.TrainAsync(job with { Recipe = job.Recipe with { Folds = null } }, report, cancel);
    }

    private async Task<TrainingResult> TrainAsync(TrainingJob job, ChildProgress progress, CancellationToken cancel)
    {
        progress.Begin();
        try
        {
            return await engine.TrainAsync(job, progress.Hear, cancel);
        }
        catch (TrainingException e) when (e is not TrainingPausedException)
        {
            progress.End(ChildState.Failed, reason: e.Message);
            throw new TrainingException($"Fold {progress.Child.Number}: {e.Message}", e);
        }
    }

    private static string Words(FoldsFile done) => string.Join(", ", done.Mean.Where(m => m.Key != "loss").Select(m =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{m.Key} {m.Value:0.000} ± {done.Std[m.Key]:0.000}")));

    // The texts do not decide the folds and would fill the memory.
    private static TrainingRow LabelAndGroup(TrainingRow row) => new() { Id = "", Label = row.Label, Labels = row.Labels, Group = row.Group };
}
