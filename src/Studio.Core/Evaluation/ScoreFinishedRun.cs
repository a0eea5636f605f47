using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Tuning;

namespace Studio.Core.Evaluation;

/// <summary>
/// Measures a finished run on its snapshot's test rows, and the baselines beside it. Where nothing was set aside for the test, the validation rows stand in,
/// and the scorecard says so.
/// </summary>
public sealed class ScoreFinishedRun(
    IDbContextFactory<StudioDb> contexts, MakeScorecard scorecards, Baselines baselines, IClassifierLoader loader) : IAfterTraining
{
    public int Order => 100;

    // Scorecards, and the reviews that rest on them, are about one label for each example; other tasks have their validation figures on the run.
    public bool IsFor(FinishedRun run) => run.Recipe.Task == "sequence-classification";

    public string Title => "Scoring the model and its baselines on the frozen test rows";

    public async Task CompleteAsync(FinishedRun run, CancellationToken cancel)
    {
        var (name, parameters, split) = await FactsAsync(run, cancel);
        await scorecards.RunAsync(split, new Contestant(
            ContenderKind.TunedModel, Contender.Run(run.RunId), name, run.RunId,
            async token => new ReadyClassifier(await loader.LoadAsync(run.ModelDirectory, token), parameters)), cancel);
        foreach (var baseline in baselines.For(split))
            await scorecards.RunAsync(split, baseline, cancel);
    }

    private async Task<(string Name, long Parameters, FrozenSplit Split)> FactsAsync(FinishedRun run, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var facts = await db.Runs.AsNoTracking().Where(r => r.Id == run.RunId)
            .Select(r => new { r.Name, r.TrainableParameters, r.Snapshot.TestCount }).SingleAsync(cancel);
        var split = facts.TestCount > 0 ? DatasetSplit.Test : DatasetSplit.Validation;
        return (facts.Name, facts.TrainableParameters, new FrozenSplit(run.ProjectId, run.SnapshotHash, split));
    }
}
