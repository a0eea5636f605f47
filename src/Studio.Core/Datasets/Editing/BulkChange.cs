using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Editing;

/// <summary>Which examples are meant: all that a filter shows, but for some, or just those that were ticked.</summary>
public sealed record ExampleSelection(ExampleFilter Filter, IReadOnlyCollection<long>? Only = null, IReadOnlyCollection<long>? Except = null);

/// <summary>One change for many examples; exactly one of its parts is set.</summary>
/// <param name="Label">The label to set, or <see cref="LabelValue.None"/> to take it away.</param>
/// <param name="Split">The split to move to.</param>
/// <param name="AddTag">A tag to add to the metadata's list <c>tags</c>.</param>
/// <param name="RemoveTag">A tag to take out of that list.</param>
/// <param name="Field">A metadata field to set, or to remove where its value is null.</param>
/// <param name="Remove">Take the examples out of the dataset.</param>
public sealed record BulkChange(
    LabelValue? Label = null, DatasetSplit? Split = null, string? AddTag = null, string? RemoveTag = null, MetadataField? Field = null, bool Remove = false)
{
    private const int LongestTag = 100, LongestValue = 2000;

    public bool TouchesMetadata => AddTag is not null || RemoveTag is not null || Field is not null;

    /// <exception cref="InvalidInputException">A part is empty or too long, or there is not exactly one.</exception>
    public void Check()
    {
        bool[] parts = [Label is not null, Split is not null, AddTag is not null, RemoveTag is not null, Field is not null, Remove];
        if (parts.Count(p => p) != 1)
            throw new InvalidInputException("Choose one change.");
        SetLabel.Checked(Label?.Name);
        if ((AddTag ?? RemoveTag) is { } tag && (string.IsNullOrWhiteSpace(tag) || tag.Length > LongestTag))
            throw new InvalidInputException($"A tag has 1 to {LongestTag} characters.");
        if (Field is { } field && (string.IsNullOrWhiteSpace(field.Name) || field.Name.Length > LongestTag || field.Value?.Length > LongestValue))
            throw new InvalidInputException($"A field's name has 1 to {LongestTag} characters, its value at most {LongestValue:N0}.");
    }

    /// <summary>What was done, for the history: to be followed by “of 3 examples”.</summary>
    internal string InWords => this switch
    {
        { Label: { IsNone: true } } => "Took away the label",
        { Label: { } label } => $"Set the label “{label.Name}”",
        { Split: { } split } => $"Moved to {(split == DatasetSplit.None ? "no split" : split.ToString().ToLowerInvariant())}",
        { AddTag: { } tag } => $"Added the tag “{tag}”",
        { RemoveTag: { } tag } => $"Took away the tag “{tag}”",
        { Field: { Value: null } gone } => $"Took away the field “{gone.Name}”",
        { Field: { } set } => $"Set the field “{set.Name}”",
        _ => "Removed",
    };
}

/// <summary>A field of the metadata and its value; null removes it.</summary>
public sealed record MetadataField(string Name, string? Value);
