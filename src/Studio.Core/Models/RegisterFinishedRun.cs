using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Core.Tuning;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Models;

/// <summary>
/// Every finished run becomes a version of its dataset's model. The version has the run's id, so that a repetition after a crash
/// finds the same folder and the same row.
/// </summary>
public sealed class RegisterFinishedRun(
    IWriteGate gate, IDbContextFactory<StudioDb> contexts, StorageRoot storage, ModelFeeds feeds, TimeProvider time) : IAfterTraining
{
    public int Order => 200;

    // A version needs a scorecard to be reviewed by.
    public bool IsFor(FinishedRun run) => run.Recipe.Task == "sequence-classification" || LanguageTasks.Is(run.Recipe.Task);

    public string Title => "Registering the model version";

    public async Task CompleteAsync(FinishedRun run, CancellationToken cancel)
    {
        if (await RegisteredAsync(run.RunId, cancel))
            return;
        var (scorecardId, figures, recipe) = await EvidenceAsync(run, cancel);
        var folder = storage.Model(run.RunId);
        var files = await ModelFolder.TakeOverAsync(run.ModelDirectory, folder, cancel);
        if (files.All(f => f.Sha256 != run.WeightsSha256))
            throw new StudioException("The weights in the run's folder are no longer those that training wrote, so no version was registered. Tune again.");
        var manifest = new ModelManifest
        {
            Files = files,
            Recipe = JsonNode.Parse(recipe)!,
            SnapshotSha256 = run.SnapshotHash,
            ScorecardId = scorecardId.ToString(),
            ScorecardSha256 = ModelEvidence.HashOf(figures),
            Changes = await ChangesAsync(run.RunId, cancel),
            RunId = run.RunId.ToString(),
        }.ToText();
        await ModelFolder.SealAsync(folder, manifest, cancel);
        await gate.WriteAsync((db, token) => RegisterAsync(db, run, scorecardId, manifest, files.Sum(f => f.SizeBytes), token), cancel);
        feeds.Publish(run.ProjectId, run.RunId);
    }

    private async Task<IReadOnlyList<ManifestChange>?> ChangesAsync(Guid runId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var made = (await InterventionView.ReadAsync(db, runId, cancel)).Where(i => i is { Step: not null, Kind: not (InterventionKind.Pause or InterventionKind.Resume) });
        ManifestChange[] changes = [.. made.Select(i => new ManifestChange(i.Step!.Value, i.At, i.By, i.What))];
        return changes.Length == 0 ? null : changes;
    }

    private async Task<bool> RegisteredAsync(Guid runId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ModelVersions.AnyAsync(v => v.Id == runId, cancel);
    }

    private async Task<(Guid ScorecardId, string Figures, string Recipe)> EvidenceAsync(FinishedRun run, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var recipe = await db.Runs.Where(r => r.Id == run.RunId).Select(r => r.Recipe).SingleAsync(cancel);
        var key = Contender.Run(run.RunId);
        var scorecard = await db.Scorecards
            .Where(s => s.ProjectId == run.ProjectId && s.SnapshotHash == run.SnapshotHash && s.ContenderKey == key && s.CompletedAt != null)
            .Select(s => new { s.Id, s.Figures }).SingleOrDefaultAsync(cancel)
            ?? throw new StudioException("The run has no scorecard, so no version was registered: a version without figures could not be reviewed. Retry the run's evaluation.");
        return (scorecard.Id, scorecard.Figures, recipe);
    }

    private async Task RegisterAsync(StudioDb db, FinishedRun run, Guid scorecardId, string manifest, long bytes, CancellationToken cancel)
    {
        if (await db.ModelVersions.AnyAsync(v => v.Id == run.RunId, cancel))
            return;
        var now = time.GetUtcNow().UtcDateTime;
        var origin = await db.Runs.Where(r => r.Id == run.RunId)
            .Select(r => new { r.CreatedById, r.Project.TeamId, r.Snapshot.DatasetId, Dataset = r.Snapshot.Dataset.Name }).SingleAsync(cancel);
        var model = await db.Models.SingleOrDefaultAsync(m => m.ProjectId == run.ProjectId && m.DatasetId == origin.DatasetId, cancel);
        if (model is null)
        {
            var taken = await db.Models.Where(m => m.TeamId == origin.TeamId).Select(m => m.Name).ToListAsync(cancel);
            model = new RegisteredModel
            {
                ProjectId = run.ProjectId,
                TeamId = origin.TeamId,
                DatasetId = origin.DatasetId,
                Name = ModelName.Propose(origin.Dataset, taken),
                CreatedAt = now,
            };
            db.Models.Add(model);
        }

        var version = new ModelVersion
        {
            Id = run.RunId,
            ModelId = model.Id,
            Model = model,
            Number = model.NextNumber++,
            Digest = ModelManifest.DigestOf(manifest),
            Manifest = manifest,
            RunId = run.RunId,
            ScorecardId = scorecardId,
            SnapshotHash = run.SnapshotHash,
            LaunchedById = origin.CreatedById,
            RegisteredAt = now,
            SizeBytes = bytes,
        };
        db.ModelVersions.Add(version);
        var at = new AccessibleVersion(version, new ProjectAccess(run.ProjectId, origin.TeamId, "", Role.Maintainer));
        db.Record(new Actor(origin.CreatedById), at, "model.register", now, $"{model.Name} version {version.Number}, sha256:{version.Digest}");
    }
}
