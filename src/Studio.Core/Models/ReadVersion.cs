using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Models.Cards;
using Studio.Core.Models.Serving;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A version with its evidence and its thread.</summary>
public sealed class ReadVersion(IDbContextFactory<StudioDb> contexts)
{
    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    public async Task<VersionDetails> RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var at = await db.RequireVersionAsync(actor, versionId, Permission.View, cancel);
        var (version, projectId) = (at.Version, at.Project.ProjectId);
        var scorecard = await db.Scorecards.AsNoTracking().SingleAsync(s => s.Id == version.ScorecardId, cancel);
        var beside = await db.Scorecards.AsNoTracking()
            .Where(s => s.CompletedAt != null && s.ProjectId == projectId && s.SnapshotHash == scorecard.SnapshotHash && s.Split == scorecard.Split && s.RunId == null)
            .OrderByDescending(s => s.Accuracy).ToListAsync(cancel);
        var names = await SplitNames.OfProjectAsync(db, projectId, cancel);
        var serving = await db.ModelVersions.AsNoTracking().Where(v => v.ModelId == version.ModelId).Serving()
            .Select(v => new ServingVersion(v.Id, v.Number, v.RunId, v.SnapshotHash)).FirstOrDefaultAsync(cancel);
        return new VersionDetails(
            await FactsAsync(db, version, SplitNames.Find(names, scorecard.SnapshotHash, scorecard.Split), cancel),
            version.State,
            serving,
            scorecard.Summarize(),
            ScorecardFigures.Parse(scorecard.Figures),
            [.. beside.Select(s => s.Summarize()).Where(s => s.IsBaseline)],
            await VersionThread.ReadAsync(db, versionId, cancel),
            FourEyes.Objection(actor.UserId, version.LaunchedById, version.RequestedById))
        {
            CardNumber = await CardRules.NumberAsync(db, versionId, cancel),
        };
    }

    private static async Task<VersionFacts> FactsAsync(StudioDb db, ModelVersion version, SplitName split, CancellationToken cancel)
    {
        var origin = await (
            from run in db.Runs.AsNoTracking()
            join launcher in db.Users on run.CreatedById equals launcher.Id
            join maker in db.Users on run.Snapshot.CreatedById equals maker.Id into makers
            from maker in makers.DefaultIfEmpty()
            where run.Id == version.RunId
            select new
            {
                run.Number,
                run.Name,
                run.TrainSeconds,
                run.Device,
                run.Labels,
                run.Snapshot.TrainCount,
                run.Snapshot.ValidationCount,
                run.Snapshot.TestCount,
                run.Snapshot.CreatedById,
                Launcher = launcher.DisplayName,
                Maker = maker == null ? "somebody who is gone" : maker.DisplayName,
            }).SingleAsync(cancel);
        return new VersionFacts(
            version.Id, version.ModelId, version.Model.Name, version.Number, version.Digest, ModelManifest.Parse(version.Manifest), version.RunId,
            origin.Number, origin.Name, version.LaunchedById, origin.Launcher, version.RegisteredAt, version.SizeBytes, split, origin.Maker, origin.CreatedById,
            origin.TrainCount, origin.ValidationCount, origin.TestCount, origin.TrainSeconds, origin.Device,
            origin.Labels is null ? [] : JsonSerializer.Deserialize<List<string>>(origin.Labels)!);
    }
}
