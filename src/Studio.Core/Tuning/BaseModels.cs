using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Tuning.Bases;
using Studio.Trainer.Models.Inspection;
using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A Hugging Face folder of this server that a run may start from and that may answer.</summary>
public sealed record BaseModel(string Name, string Path, string? Kind)
{
    /// <summary>Its row among the team's base models; null for a folder that no team has added.</summary>
    public Guid? Id { get; init; }

    /// <summary>Encoders classify and tag, decoders write; null where config.json cannot be read.</summary>
    public ModelForm? Form { get; init; }

    /// <summary>Parameters, bytes, element type, context length …; null until it was checked.</summary>
    public ModelFacts? Facts { get; init; }

    /// <summary>As its card states it, such as <c>apache-2.0</c>; null where it states none.</summary>
    public string? Licence { get; init; }

    /// <summary>SHA-256 over its files; null until it was checked.</summary>
    public string? Digest { get; init; }

    /// <summary>When it was admitted; null for a folder that no team has added.</summary>
    public DateTime? AdmittedAt { get; init; }
}

/// <summary>
/// The one door to base models: those that a team added and admitted. <see cref="List"/> has the folders that whoever runs the server configured,
/// which a team can add.
/// </summary>
public sealed class BaseModels(TuningOptions options, IDbContextFactory<StudioDb> contexts, BaseModelFolders folders)
{
    /// <summary>Every folder with a <c>config.json</c> directly under a configured folder, or the configured folder itself.</summary>
    public IReadOnlyList<BaseModel> List() =>
        [.. options.ModelFolders.Where(Directory.Exists).SelectMany(Models).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>What a team may tune and ask, by name: checked, admitted, and the files still those that were checked.</summary>
    public async Task<IReadOnlyList<BaseModel>> ListAsync(Guid teamId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await AdmittedAsync(db.BaseModelsOf(teamId), cancel);
    }

    /// <summary>What the actor's teams may ask; for a key, its team.</summary>
    public async Task<IReadOnlyList<BaseModel>> ListAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var teams = db.ProjectsOf(actor).Select(p => p.TeamId);
        return await AdmittedAsync(db.BaseModels.Where(m => teams.Contains(m.TeamId)), cancel);
    }

    /// <summary>The recipe with its base model's full path, after asking whether the team may use it.</summary>
    /// <exception cref="InvalidRecipeException">It is not among the admitted base models of the team.</exception>
    public async Task<Recipe> ResolveAsync(Guid teamId, Recipe recipe, CancellationToken cancel = default)
    {
        if (recipe.BaseModel == "scratch")
            return recipe with { Scratch = recipe.Scratch ?? new ScratchShape() };
        var admitted = await ListAsync(teamId, cancel);
        var wanted = recipe.BaseModel.TrimEnd('/', '\\');
        if (admitted.FirstOrDefault(m => m.Name == wanted || m.Path == wanted) is { } found)
            return recipe with { BaseModel = found.Path, Scratch = null };
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var added = (await db.BaseModelsOf(teamId).AsNoTracking().ToListAsync(cancel)).Find(m => m.Name == wanted || folders.Finished(m) == wanted);
        throw new InvalidRecipeException([new("base_model", added switch
        {
            { AdmittedAt: not null, State: BaseModelState.Checked } => $"The files of {added.Name} were changed since it was checked. Have it checked again on its page, then admit it.",
            { State: BaseModelState.Checked } => $"{added.Name} is not admitted. A Maintainer or Owner admits it on its page under Base models.",
            not null => $"{added.Name} is not ready: it is still being brought here, or did not pass its check. Its page under Base models says more.",
            null => admitted.Count == 0
                ? "The team has no admitted base model. Add one under Base models and have it admitted; or start from scratch."
                : $"The team has no base model of this name. Choose one of {string.Join(", ", admitted.Select(m => m.Name))}, or scratch.",
        })]);
    }

    /// <summary>Whether a path is one of a base model at all, whoever's; for previews that show no more than its layers.</summary>
    public bool IsKnown(string path) =>
        Path.IsPathFullyQualified(path) && (new[] { folders.Root, options.StarterFolder }.OfType<string>()
            .Any(root => Path.GetFullPath(path).StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) || List().Any(m => m.Path == path));

    private async Task<IReadOnlyList<BaseModel>> AdmittedAsync(IQueryable<TeamBaseModel> models, CancellationToken cancel)
    {
        var found = await models.AsNoTracking().Where(m => m.State == BaseModelState.Checked && m.AdmittedAt != null).OrderBy(m => m.Name).ToListAsync(cancel);
        return [.. found.Select(Of).OfType<BaseModel>()];
    }

    private BaseModel? Of(TeamBaseModel model)
    {
        var path = folders.Finished(model);
        if (!Directory.Exists(path) || BaseModelFolders.Stamp(path) != model.Stamp)
            return null;
        var facts = ListBaseModels.Report(model.Report)?.Facts;
        return new(model.Name, path, ModelKind.Read(path))
        {
            Id = model.Id, Form = facts?.Form, Facts = facts, Licence = model.Licence, Digest = model.Digest, AdmittedAt = model.AdmittedAt,
        };
    }

    private static IEnumerable<BaseModel> Models(string folder) =>
        new[] { Path.GetFullPath(folder) }.Concat(Directory.EnumerateDirectories(Path.GetFullPath(folder)))
            .Where(path => File.Exists(Path.Combine(path, "config.json")))
            .Select(path => new BaseModel(Path.GetFileName(path.TrimEnd('/', '\\')), path.TrimEnd('/', '\\'), ModelKind.Read(path)) { Form = ModelKind.Form(path) });
}
