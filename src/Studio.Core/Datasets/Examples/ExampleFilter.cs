using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Search;
using Studio.Core.Persistence;

namespace Studio.Core.Datasets.Examples;

/// <summary>Which examples to show.</summary>
/// <param name="Text">A search in the text: words, "phrases", begin*, -without.</param>
/// <param name="Label">Exactly this label.</param>
/// <param name="Labeled">With a label, or without one.</param>
/// <param name="Split">In this split.</param>
/// <param name="AnswerLabel">With this label among several, or on one of its spans.</param>
/// <param name="Among">Only these.</param>
public sealed record ExampleFilter(
    string? Text = null, string? Label = null, bool? Labeled = null, DatasetSplit? Split = null, string? AnswerLabel = null, ExampleIds? Among = null)
{
    public static readonly ExampleFilter All = new();

    public bool IsEmpty => this == All;

    public bool IsSearch => !string.IsNullOrWhiteSpace(Text);
}

/// <summary>Examples that something else has picked, an area of the map for one. What picked them stands for them all.</summary>
public sealed class ExampleIds(string from, IReadOnlyList<long> ids) : IEquatable<ExampleIds>
{
    public string From => from;

    [JsonIgnore]
    public IReadOnlyList<long> Ids => ids;

    public bool Equals(ExampleIds? other) => other?.From == from;

    public override bool Equals(object? obj) => Equals(obj as ExampleIds);

    public override int GetHashCode() => from.GetHashCode(StringComparison.Ordinal);
}

internal static class FilteredExamples
{
    public static IQueryable<Example> ExamplesIn(this StudioDb db, Guid datasetId, ExampleFilter filter)
    {
        var all = filter.IsSearch ? db.Search(datasetId, filter.Text!) : db.Examples;
        var examples = all.AsNoTracking().Where(e => e.DatasetId == datasetId);
        if (filter.Label is { } label)
            examples = examples.Where(e => e.Label == label);
        if (filter.Labeled is { } labeled)
            examples = labeled ? examples.Where(e => e.Label != null || e.Answer != null) : examples.Where(e => e.Label == null && e.Answer == null);
        if (filter.AnswerLabel is { } name)
            examples = examples.AnsweredWith(name);
        if (filter.Among is { } among)
        {
            // One parameter, however many they are.
            var ids = among.Ids.ToArray();
            examples = examples.Where(e => EF.Parameter(ids).Contains(e.Id));
        }

        if (filter.Split is { } split)
            examples = examples.Where(e => e.Split == split);
        return examples;
    }

    /// <summary>
    /// In the order of the dataset. Ids rise with positions within a dataset, and a search finds its rows by id: ordering those by position would
    /// mean to find them all first.
    /// </summary>
    public static IOrderedQueryable<Example> InOrder(this IQueryable<Example> examples, ExampleFilter filter) =>
        filter.IsSearch ? examples.OrderBy(e => e.Id) : examples.OrderBy(e => e.Position);

    // Names in the stored answer are either in its list of labels, with a bracket or comma on either side, or at the end of a span.
    public static IQueryable<Example> AnsweredWith(this IQueryable<Example> examples, string name)
    {
        var quoted = JsonSerializer.Serialize(name, ExampleAnswer.Plain);
        var (only, first, middle, last, span) = ($"[{quoted}]", $"[{quoted},", $",{quoted},", $",{quoted}]", $":{quoted}}}");
        return examples.Where(e => e.Answer != null
            && (e.Answer.Contains(only) || e.Answer.Contains(first) || e.Answer.Contains(middle) || e.Answer.Contains(last) || e.Answer.Contains(span)));
    }
}
