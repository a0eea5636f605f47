using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Models.Inspection;

namespace Studio.Core.Tuning.Bases;

/// <summary>A base model of a team as lists and the API show it.</summary>
public sealed record BaseModelRow(
    Guid Id, string Name, BaseModelSource Source, string Origin, string? Revision, string? Commit, BaseModelState State, string? Problem, long BytesDone, long BytesTotal,
    ModelFacts? Facts, string? Licence, string? Digest, DateTime? AdmittedAt, string? AdmittedBy, DateTime AddedAt, string AddedBy)
{
    /// <summary>Whether it may be tuned and asked.</summary>
    public bool IsAdmitted => AdmittedAt is not null && State == BaseModelState.Checked;
}

/// <summary>A file of a base model.</summary>
public sealed record BaseModelFileRow(string Name, long Size, string? Sha256, bool IsHere);

/// <summary>All of a base model.</summary>
/// <param name="Row">As in the list.</param>
/// <param name="Checks">What was asked of it; empty until it was looked at.</param>
/// <param name="Files">Its files, weights last.</param>
/// <param name="Card">The text of its card; null where it has none.</param>
/// <param name="TeamId">Whose feed tells of changes.</param>
/// <param name="MayChange">Whether the reader may stop, admit and remove it.</param>
/// <param name="Runs">Runs that have not ended and start from it.</param>
public sealed record BaseModelDetails(
    BaseModelRow Row, IReadOnlyList<InspectionCheck> Checks, IReadOnlyList<BaseModelFileRow> Files, string? Card, Guid TeamId, bool MayChange, IReadOnlyList<string> Runs);

/// <summary>The list with what its page needs besides.</summary>
public sealed record BaseModelList(Guid TeamId, bool MayAdd, IReadOnlyList<BaseModelRow> Rows);

/// <summary>The base models of a project's team.</summary>
public sealed class ListBaseModels(IDbContextFactory<StudioDb> contexts, BaseModelFolders folders)
{
    public async Task<BaseModelList> RunAsync(Actor actor, Guid projectId, string? text = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return new(project.TeamId, project.Role.Allows(BaseModelAccess.ToChange), await RowsAsync(db, db.BaseModelsOf(project.TeamId), text, cancel));
    }

    /// <summary>Those of all teams that the actor is in; for programs, those of the key's team.</summary>
    public async Task<IReadOnlyList<BaseModelRow>> EveryAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var teams = db.ProjectsOf(actor).Select(p => p.TeamId);
        return await RowsAsync(db, db.BaseModels.Where(m => teams.Contains(m.TeamId)), null, cancel);
    }

    /// <exception cref="NotFoundException">There is none of this id for this actor in this project.</exception>
    public async Task<BaseModelDetails> OneAsync(Actor actor, Guid projectId, Guid id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (model, project) = await db.RequireBaseModelAsync(actor, projectId, id, Permission.View, cancel);
        var people = await db.Users.Where(u => u.Id == model.AddedById || u.Id == model.AdmittedById).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancel);
        var row = Row(model, people.GetValueOrDefault(model.AddedById), model.AdmittedById is { } by ? people.GetValueOrDefault(by) : null);
        return new(
            row, Report(model.Report)?.Checks ?? [],
            [.. model.Files.OrderBy(f => ModelFileNames.IsWeights(f.Name)).ThenBy(f => f.Name, StringComparer.Ordinal).Select(f => new BaseModelFileRow(f.Name, f.Size, f.Sha256, f.IsHere))],
            model.Card, project.TeamId, project.Role.Allows(BaseModelAccess.ToChange), await RemoveBaseModel.RunsAsync(db, model, folders.Finished(model), cancel));
    }

    internal static InspectionReport? Report(string? json) => json is null ? null : JsonSerializer.Deserialize<InspectionReport>(json);

    private static async Task<IReadOnlyList<BaseModelRow>> RowsAsync(StudioDb db, IQueryable<TeamBaseModel> models, string? text, CancellationToken cancel)
    {
        var found = await models.AsNoTracking().OrderBy(m => m.Name)
            .Select(m => new
            {
                Model = m,
                AddedBy = db.Users.Where(u => u.Id == m.AddedById).Select(u => u.DisplayName).FirstOrDefault(),
                AdmittedBy = db.Users.Where(u => u.Id == m.AdmittedById).Select(u => u.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancel);
        return [.. found.Where(f => f.Model.Name.Contains(text?.Trim() ?? "", StringComparison.OrdinalIgnoreCase)).Select(f => Row(f.Model, f.AddedBy, f.AdmittedBy))];
    }

    private static BaseModelRow Row(TeamBaseModel m, string? addedBy, string? admittedBy) => new(
        m.Id, m.Name, m.Source, m.Origin, m.Revision, m.Commit, m.State, m.Problem, m.BytesDone, m.BytesTotal, Report(m.Report)?.Facts, m.Licence, m.Digest, m.AdmittedAt, admittedBy,
        m.AddedAt, addedBy ?? "");
}
