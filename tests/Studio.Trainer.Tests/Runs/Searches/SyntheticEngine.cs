using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs.Searches;

/// <summary>An engine whose accuracy is a formula of the recipe, told in a few evaluations; nothing is trained.</summary>
internal sealed class SyntheticEngine(Func<Recipe, double> accuracy, int evaluations = 3) : ITrainingEngine
{
    public List<(Recipe Recipe, int Evaluations)> Trained { get; } = [];

    /// <summary>Called before each evaluation; a test ends the process's part here.</summary>
    public Action<int, int>? Evaluating { get; init; }

    public Task<TrainingResult> TrainAsync(TrainingJob job, Action<RunEvent> report, CancellationToken cancel)
    {
        double final = accuracy(job.Recipe);
        Trained.Add((job.Recipe, 0));
        report(new RunPrepared(evaluations * 10, job.Train.Count, job.Validation.Count, 0, ["a", "b"], 10, 10, "cpu", null));
        for (int i = 1; i <= evaluations; i++)
        {
            cancel.ThrowIfCancellationRequested();
            Evaluating?.Invoke(Trained.Count, i);
            report(new StepCompleted(i * 10, i, 1, 1e-3, 1, 1, 1, 1));
            report(new EvaluationCompleted(i * 10, i, Metrics(final * i / evaluations), true, []));
            Trained[^1] = (job.Recipe, i);
        }
        cancel.ThrowIfCancellationRequested();
        return Task.FromResult(new TrainingResult(Path.Combine(job.OutputDirectory, "model"), "0", evaluations * 10, evaluations * 10, Metrics(final), false, TimeSpan.FromSeconds(1), ["a", "b"], 10));
    }

    private static Dictionary<string, double> Metrics(double accuracy) => new() { ["accuracy"] = accuracy, ["loss"] = 1 - accuracy };
}
