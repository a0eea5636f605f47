using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Studio.Core.Evaluation;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tuning;

namespace Studio.Core.Models;

/// <summary>
/// Measures the version that serves now on the rows of a newer one, so that a review compares like with like even when the data has moved on.
/// </summary>
public sealed partial class MeasureProduction(
    IDbContextFactory<StudioDb> contexts, MakeScorecard scorecards, IClassifierLoader loader, StorageRoot storage, ILogger<MeasureProduction> log) : IAfterTraining
{
    public int Order => 150;

    // Compared are scorecards, which only these runs have.
    public bool IsFor(FinishedRun run) => run.Recipe.Task == "sequence-classification";

    public string Title => "Measuring the version in production on the same rows";

    public async Task CompleteAsync(FinishedRun run, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var datasetId = await db.Runs.Where(r => r.Id == run.RunId).Select(r => r.Snapshot.DatasetId).SingleAsync(cancel);
        var split = await db.Scorecards.Where(s => s.RunId == run.RunId && s.SnapshotHash == run.SnapshotHash && s.CompletedAt != null)
            .Select(s => s.Split).FirstAsync(cancel);
        var versions = db.ModelVersions.Where(v => v.Model.ProjectId == run.ProjectId && v.Model.DatasetId == datasetId);
        try
        {
            await MeasureAsync(db, versions, new FrozenSplit(run.ProjectId, run.SnapshotHash, split), cancel);
        }
        catch (StudioException trouble)
        {
            // A fault of what serves today is no reason to lose what was tuned; the review page says that the comparison is missing.
            LogSkipped(trouble.Message);
        }
    }

    /// <summary>The same when somebody asks for it on a review page.</summary>
    public async Task RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var at = await db.RequireVersionAsync(actor, versionId, Permission.Review, cancel);
        var split = await db.Scorecards.Where(s => s.Id == at.Version.ScorecardId).Select(s => s.Split).SingleAsync(cancel);
        var versions = db.ModelVersions.Where(v => v.ModelId == at.Version.ModelId);
        await MeasureAsync(db, versions, new FrozenSplit(at.Project.ProjectId, at.Version.SnapshotHash, split), cancel);
    }

    private async Task MeasureAsync(StudioDb db, IQueryable<ModelVersion> versions, FrozenSplit split, CancellationToken cancel)
    {
        var production = await versions.AsNoTracking().Serving()
            .Select(v => new { v.Id, v.RunId, v.Number, v.Model.Name, v.Manifest }).FirstOrDefaultAsync(cancel);
        if (production is null)
            return;
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == production.RunId).Select(r => r.TrainableParameters).SingleAsync(cancel);
        await scorecards.RunAsync(split, new Contestant(
            ContenderKind.TunedModel, Contender.Run(production.RunId), $"{production.Name} version {production.Number}", production.RunId, async token =>
            {
                var folder = storage.Model(production.Id);
                if (await ModelFolder.DifferencesAsync(folder, production.Manifest, token) is { Count: > 0 } differences)
                    throw new StudioException($"The files of {production.Name} version {production.Number}, which is in production, have changed: {string.Join(' ', differences)}");
                return new ReadyClassifier(await loader.LoadAsync(folder, token), run);
            }), cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The version in production was not measured: {Reason}")]
    private partial void LogSkipped(string reason);
}
