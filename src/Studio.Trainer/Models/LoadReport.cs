using Studio.Trainer.Formats;

namespace Studio.Trainer.Models;

/// <summary>What did not fit when a folder's weights were copied into a model.</summary>
public sealed class LoadReport(string folder)
{
    private const int Shown = 5;

    /// <summary>Weights of the model that the folder lacks.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>Tensors of the folder that the model has no use for.</summary>
    public List<string> Unexpected { get; } = [];

    /// <summary>Tensors whose shape in the folder is not the model's.</summary>
    public List<ShapeMismatch> Misshapen { get; } = [];

    /// <exception cref="ModelFormatException">Something is missing or misshapen.</exception>
    public void RequireComplete() => Require(_ => true);

    /// <summary>As <see cref="RequireComplete"/>, but only for the weights that <paramref name="needed"/> says yes to.</summary>
    public void Require(Func<string, bool> needed)
    {
        string[] missing = [.. Missing.Where(needed)];
        ShapeMismatch[] misshapen = [.. Misshapen.Where(m => needed(m.Name))];
        if (missing.Length + misshapen.Length == 0)
            return;
        var parts = new List<string>();
        if (missing.Length > 0)
            parts.Add($"lack {missing.Length} that its config.json asks for ({List(missing)})");
        if (misshapen.Length > 0)
            parts.Add($"have {misshapen.Length} of another shape ({List(misshapen.Select(m => m.ToString()))})");
        string extra = Unexpected.Count > 0 ? $" Not used: {List(Unexpected)}." : "";
        throw new ModelFormatException($"The weights in '{folder}' do not fit: they {string.Join(" and ", parts)}.{extra} Bring the config.json and the weights of the same model.");
    }

    private static string List(IReadOnlyCollection<string> names) =>
        string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static string List(IEnumerable<string> names) => List([.. names]);
}

/// <summary>A tensor that has one shape in the file and another in the model.</summary>
public sealed record ShapeMismatch(string Name, long[] InFile, long[] InModel)
{
    public override string ToString() => $"{Name} is [{string.Join(", ", InFile)}], not [{string.Join(", ", InModel)}]";
}
