namespace Studio.Trainer.Runs.Augmenting;

/// <summary>Training rows, each followed by its changed copies.</summary>
public sealed class AugmentedRows : IRowSource
{
    private readonly IRowSource _rows;
    private readonly RowAugmenter _augmenter;
    private readonly int _copies;

    private AugmentedRows(IRowSource rows, AugmentationSettings settings, int seed) =>
        (_rows, _augmenter, _copies) = (rows, new(settings, seed), settings.Copies);

    public int Count => checked(_rows.Count * (1 + _copies));

    /// <summary>The rows that a recipe learns from; the same rows where it has no augmentation.</summary>
    /// <param name="train">Training rows alone: rows that are measured on stay as they are.</param>
    /// <param name="recipe">Its augmentation and seed decide the copies.</param>
    public static IRowSource Of(IRowSource train, Recipe recipe) =>
        recipe.Augmentation is { } settings ? new AugmentedRows(train, settings, recipe.Seed) : train;

    /// <summary>A few rows with their first changed copies, to look at before a run.</summary>
    /// <param name="train">Training rows; only the first ones are read.</param>
    /// <param name="recipe">A recipe whose augmentation has no problem.</param>
    /// <param name="count">How many pairs.</param>
    public static IReadOnlyList<(TrainingRow Row, TrainingRow Copy)> Sample(IRowSource train, Recipe recipe, int count)
    {
        var augmenter = new RowAugmenter((recipe.Augmentation ?? new()) with { Copies = 1 }, recipe.Seed);
        return [.. train.Read().Take(count).Select((row, number) => (row, augmenter.Copies(row, number).First()))];
    }

    public IEnumerable<TrainingRow> Read() => _rows.Read().SelectMany((row, number) => _augmenter.Copies(row, number).Prepend(row));
}
