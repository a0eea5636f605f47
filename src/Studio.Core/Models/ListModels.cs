using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A model with its versions, the newest first, and the one that answers under its name, if any.</summary>
public sealed record ModelOverview(Guid Id, string Name, string Dataset, Guid? ServingId, IReadOnlyList<VersionOverview> Versions);

public sealed record VersionOverview(
    Guid Id, int Number, ModelVersionState State, string Digest, string LaunchedBy, DateTime RegisteredAt, DateTime? ApprovedAt,
    int RunNumber, string RunName, ScorecardSummary Scorecard);

/// <summary>The models of a project.</summary>
public sealed class ListModels(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<ModelOverview>> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var versions = await (
            from version in db.ModelVersions.AsNoTracking()
            join run in db.Runs on version.RunId equals run.Id
            join user in db.Users on version.LaunchedById equals user.Id
            join card in db.Scorecards on version.ScorecardId equals card.Id
            where version.Model.ProjectId == projectId
            orderby version.Number descending
            select new
            {
                version.ModelId,
                Overview = new VersionOverview(
                    version.Id, version.Number, version.State, version.Digest, user.DisplayName, version.RegisteredAt, version.ApprovedAt, run.Number, run.Name,
                    new ScorecardSummary(
                        card.Id, card.Kind, card.Name, card.RunId, card.Rows, card.Correct, card.Accuracy, card.MacroF1, card.Seconds,
                        card.TrainedParameters, card.CreatedAt) { LanguageJson = card.Language }),
            }).ToListAsync(cancel);
        var models = await (
            from model in db.Models.AsNoTracking()
            join dataset in db.Datasets on model.DatasetId equals dataset.Id
            where model.ProjectId == projectId
            orderby model.Name
            select new { model.Id, model.Name, Dataset = dataset.Name }).ToListAsync(cancel);
        return
        [
            .. models.Select(model =>
            {
                var own = versions.Where(v => v.ModelId == model.Id).Select(v => v.Overview).ToList();
                var serving = own.Where(v => v.State == ModelVersionState.Approved).OrderByDescending(v => v.ApprovedAt).ThenByDescending(v => v.Number).FirstOrDefault();
                return new ModelOverview(model.Id, model.Name, model.Dataset, serving?.Id, own);
            }),
        ];
    }
}
