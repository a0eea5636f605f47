using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>Which examples to show.</summary>
/// <param name="Text">Part of the text, letters large or small.</param>
/// <param name="Label">Exactly this label.</param>
/// <param name="Labeled">With a label, or without one.</param>
/// <param name="Split">In this split.</param>
public sealed record ExampleFilter(string? Text = null, string? Label = null, bool? Labeled = null, DatasetSplit? Split = null)
{
    public static readonly ExampleFilter All = new();

    public bool IsEmpty => this == All;
}

internal static class FilteredExamples
{
    public static IQueryable<Example> ExamplesIn(this StudioDb db, Guid datasetId, ExampleFilter filter)
    {
        var examples = db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId);
        if (filter.Label is { } label)
            examples = examples.Where(e => e.Label == label);
        if (filter.Labeled is { } labeled)
            examples = labeled ? examples.Where(e => e.Label != null) : examples.Where(e => e.Label == null);
        if (filter.Split is { } split)
            examples = examples.Where(e => e.Split == split);
        return string.IsNullOrWhiteSpace(filter.Text) ? examples : Containing(db, examples, Pattern(filter.Text));
    }

    private static IQueryable<Example> Containing(StudioDb db, IQueryable<Example> examples, string pattern) => db.Database.IsNpgsql()
        ? examples.Where(e => EF.Functions.ILike(e.Text, pattern, "\\"))
        : examples.Where(e => EF.Functions.Like(e.Text, pattern, "\\"));

    private static string Pattern(string text) =>
        $"%{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
