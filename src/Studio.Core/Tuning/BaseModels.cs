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
}

/// <summary>
/// The one door to base models: folders that whoever runs the server configured, and nothing else of its disk.
/// </summary>
public sealed class BaseModels(TuningOptions options)
{
    /// <summary>Every folder with a <c>config.json</c> directly under a configured folder, or the configured folder itself.</summary>
    public IReadOnlyList<BaseModel> List() =>
        [.. options.ModelFolders.Where(Directory.Exists).SelectMany(Models).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>What a team may tune and ask, by name.</summary>
    public Task<IReadOnlyList<BaseModel>> ListAsync(Guid teamId, CancellationToken cancel = default) => Task.FromResult(List());

    /// <inheritdoc cref="Resolve(Recipe)"/>
    public Task<Recipe> ResolveAsync(Guid teamId, Recipe recipe, CancellationToken cancel = default) => Task.FromResult(Resolve(recipe));

    /// <summary>The recipe with its base model's full path, after asking whether it may be used.</summary>
    /// <exception cref="InvalidRecipeException">It is not among the folders of this server.</exception>
    public Recipe Resolve(Recipe recipe)
    {
        if (recipe.BaseModel == "scratch")
            return recipe with { Scratch = recipe.Scratch ?? new ScratchShape() };
        var found = List().FirstOrDefault(m => m.Name == recipe.BaseModel || m.Path == recipe.BaseModel.TrimEnd('/', '\\'));
        if (found is null)
        {
            throw new InvalidRecipeException([new("base_model", options.ModelFolders.Count == 0
                ? "No folder with base models is configured on this server. Whoever runs it can name some under Studio:Models:Folders; or start from scratch."
                : $"There is no such model in this server's model folders ({string.Join(", ", options.ModelFolders)}). Choose one of the list, or scratch.")]);
        }

        return recipe with { BaseModel = found.Path, Scratch = null };
    }

    private static IEnumerable<BaseModel> Models(string folder) =>
        new[] { Path.GetFullPath(folder) }.Concat(Directory.EnumerateDirectories(Path.GetFullPath(folder)))
            .Where(path => File.Exists(Path.Combine(path, "config.json")))
            .Select(path => new BaseModel(Path.GetFileName(path.TrimEnd('/', '\\')), path.TrimEnd('/', '\\'), ModelKind.Read(path)) { Form = ModelKind.Form(path) });
}
