namespace Studio.Core.Datasets;

/// <summary>One text of a dataset, kept exactly as it came.</summary>
public sealed class Example
{
    public long Id { get; init; }
    public required Guid DatasetId { get; init; }

    /// <summary>
    /// The place in the dataset, counted from 0 in the order of arrival; pages and cursors go by it. A removed example has a negative place, which no
    /// query sees, until its removal is undone.
    /// </summary>
    public required long Position { get; set; }

    /// <summary>The id that the row had where it came from, if any.</summary>
    public string? ExternalId { get; init; }

    public required string Text { get; set; }

    /// <summary>The label that counts now, imported or agreed in labeling; null while nobody has said.</summary>
    public string? Label { get; set; }

    /// <summary>
    /// What counts now where one label does not say it: several labels or spans, as an <see cref="Examples.ExampleAnswer"/> in JSON.
    /// An example has this or <see cref="Label"/> or neither.
    /// </summary>
    public string? Answer { get; set; }

    /// <summary>
    /// For language models: the fields that the row came with, messages, a prompt and its completion or a preference, as a JSON object that a
    /// <see cref="Dialogues.Dialogue"/> reads. The text is then made of them.
    /// </summary>
    public string? Dialogue { get; init; }

    public DatasetSplit Split { get; set; }

    /// <summary>Columns of the source that are neither text nor label, as a JSON object.</summary>
    public string? Metadata { get; set; }

    public bool IsLabeled => Label is not null || Answer is not null;

    public Dataset Dataset { get; init; } = null!;
}

/// <summary>What an example is for. Texts that are equal are kept on the same side.</summary>
public enum DatasetSplit { None, Train, Validation, Test }
