using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Models.Serving.Hosting;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Trainer.Models;

namespace Studio.Core.Models.Serving.Asking;

/// <summary>
/// Who may be asked by name: approved versions and admitted base models of the caller's teams. A team's own model comes before a base
/// model of the same name. <c>name@3</c> is one approved version.
/// </summary>
public sealed class CallableModels(IDbContextFactory<StudioDb> contexts, AdmittedModels admitted, StorageRoot storage)
{
    private static readonly string[] WritingTasks = ["causal-lm", "preference"];

    /// <exception cref="ForbiddenException">The actor's role does not allow calling models.</exception>
    public async Task<IReadOnlyList<CallableModel>> ListAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await RequireAsync(db, actor, cancel);
        var versions = await Approved(db.VersionsOf(actor)).ToListAsync(cancel);
        var own = versions.Select(Callable).OfType<CallableModel>().GroupBy(m => m.Id).Select(g => g.First()).ToList();
        return
        [
            .. own.OrderBy(m => m.Id, StringComparer.Ordinal),
            .. (await admitted.ListAsync(actor, cancel)).Select(Callable).Where(m => own.TrueForAll(o => o.Id != m.Id)),
        ];
    }

    /// <exception cref="NotFoundException">Nothing of that name answers.</exception>
    /// <exception cref="NotApprovedException">The model has no approved version.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow calling models.</exception>
    public async Task<CallableModel> FindAsync(Actor actor, string id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await RequireAsync(db, actor, cancel);
        var (name, number) = Parts(id);
        var versions = db.VersionsOf(actor).Where(v => v.Model.Name == name && (number == null || v.Number == number));
        if ((await Approved(versions).ToListAsync(cancel)).Select(Callable).OfType<CallableModel>().FirstOrDefault() is { } own)
            return own with { Id = id };
        if ((await admitted.ListAsync(actor, cancel)).FirstOrDefault(m => m.Name == id) is { } model)
            return Callable(model);
        throw await versions.AnyAsync(cancel)
            ? new NotApprovedException($"No approved version of {id} writes texts or gives vectors, so it does not answer here. A Reviewer can approve one on its review page; classifiers answer at /api/v1/models/{name}/predict.")
            : new NotFoundException("model");
    }

    /// <summary>One approved version of a project, for its page and for prompts.</summary>
    /// <returns>Null where it is not approved (any more), or not one that writes or embeds.</returns>
    internal async Task<CallableModel?> VersionAsync(Guid projectId, Guid versionId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return (await Approved(db.ModelVersions.Where(v => v.Id == versionId && v.Model.ProjectId == projectId)).ToListAsync(cancel))
            .Select(Callable).FirstOrDefault();
    }

    /// <summary>All approved versions of a project that write, or all that give vectors, with their ids.</summary>
    internal async Task<IReadOnlyList<(Guid Id, CallableModel Model)>> VersionsAsync(Guid projectId, ModelPurpose purpose, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var versions = await Approved(db.ModelVersions.Where(v => v.Model.ProjectId == projectId)).ToListAsync(cancel);
        return [.. versions.Select(v => (v.Id, Model: Callable(v)!)).Where(v => v.Model?.Purpose == purpose)];
    }

    /// <summary>Whether the manifest's recipe made a language model.</summary>
    public static bool Writes(JsonNode recipe) => WritingTasks.Contains((string?)recipe["task"]);

    private static IQueryable<Row> Approved(IQueryable<ModelVersion> versions) => versions.AsNoTracking().Serving()
        .Select(v => new Row(v.Id, v.Model.Name, v.Number, v.Digest, v.Manifest, v.ApprovedAt!.Value, v.Model.Project.Team.Name));

    private CallableModel? Callable(Row row)
    {
        var folder = storage.Model(row.Id);
        var purpose = Writes(ModelManifest.Parse(row.Manifest).Recipe) ? ModelPurpose.Writes : ModelPurposes.Of(folder);
        return purpose == ModelPurpose.None ? null : new CallableModel(
            row.Name, row.Team, row.ApprovedAt, purpose, new ModelFiles($"{row.Name} version {row.Number}", folder, null, row.Digest, row.Manifest), row.Number);
    }

    private static CallableModel Callable(AdmittedModel model) => new(model.Name, "base", model.Since, model.Purpose, new ModelFiles(model.Name, model.Folder));

    // A key speaks for one team; a person may have several, and must be allowed in one of them.
    private static async Task RequireAsync(StudioDb db, Actor actor, CancellationToken cancel)
    {
        if (actor.Key is { } key)
            await db.RequireTeamAsync(actor, key.TeamId, Permission.Predict, cancel);
        else if (!await db.ProjectsOf(actor).AnyAsync(cancel))
            throw new ForbiddenException("You are in no team, so you may not call models.");
    }

    private static (string Name, int? Number) Parts(string id)
    {
        var at = id.LastIndexOf('@');
        return at > 0 && int.TryParse(id.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (id[..at], number) : (id, null);
    }

    private sealed record Row(Guid Id, string Name, int Number, string Digest, string Manifest, DateTime ApprovedAt, string Team);
}
