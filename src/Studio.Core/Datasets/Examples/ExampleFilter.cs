using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>Which examples to show.</summary>
/// <param name="Text">Part of the text, letters large or small.</param>
/// <param name="Label">Exactly this label.</param>
/// <param name="Labeled">With a label, or without one.</param>
/// <param name="Split">In this split.</param>
/// <param name="AnswerLabel">With this label among several, or on one of its spans.</param>
public sealed record ExampleFilter(
    string? Text = null, string? Label = null, bool? Labeled = null, DatasetSplit? Split = null, string? AnswerLabel = null)
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
            examples = labeled ? examples.Where(e => e.Label != null || e.Answer != null) : examples.Where(e => e.Label == null && e.Answer == null);
        if (filter.AnswerLabel is { } name)
            examples = examples.AnsweredWith(name);
        if (filter.Split is { } split)
            examples = examples.Where(e => e.Split == split);
        return string.IsNullOrWhiteSpace(filter.Text) ? examples : Containing(db, examples, Pattern(filter.Text));
    }

    // Names in the stored answer are either in its list of labels, with a bracket or comma on either side, or at the end of a span.
    public static IQueryable<Example> AnsweredWith(this IQueryable<Example> examples, string name)
    {
        var quoted = JsonSerializer.Serialize(name, ExampleAnswer.Plain);
        var (only, first, middle, last, span) = ($"[{quoted}]", $"[{quoted},", $",{quoted},", $",{quoted}]", $":{quoted}}}");
        return examples.Where(e => e.Answer != null
            && (e.Answer.Contains(only) || e.Answer.Contains(first) || e.Answer.Contains(middle) || e.Answer.Contains(last) || e.Answer.Contains(span)));
    }

    private static IQueryable<Example> Containing(StudioDb db, IQueryable<Example> examples, string pattern) => db.Database.IsNpgsql()
        ? examples.Where(e => EF.Functions.ILike(e.Text, pattern, "\\"))
        : examples.Where(e => EF.Functions.Like(e.Text, pattern, "\\"));

    private static string Pattern(string text) =>
        $"%{text.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
