using Studio.Trainer.Runs;

namespace Studio.Core.Tuning;

/// <summary>A Hugging Face folder of this server that a run may start from.</summary>
public sealed record BaseModel(string Name, string Path, string? Kind);

/// <summary>
/// The one door to base models: folders that whoever runs the server configured, and nothing else of its disk.
/// </summary>
public sealed class BaseModels(TuningOptions options)
{
    /// <summary>Every folder with a <c>config.json</c> directly under a configured folder, or the configured folder itself.</summary>
    public IReadOnlyList<BaseModel> List() =>
        [.. options.ModelFolders.Where(Directory.Exists).SelectMany(Models).OrderBy(m => m.Name, StringComparer.OrdinalIgnoreCase)];

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
            .Select(path => new BaseModel(Path.GetFileName(path.TrimEnd('/', '\\')), path.TrimEnd('/', '\\'), ModelKind.Read(path)));
}
