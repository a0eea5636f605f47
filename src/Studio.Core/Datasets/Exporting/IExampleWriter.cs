using Studio.Core.Datasets.Dialogues;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Exporting;

/// <summary>What of an example leaves with an export.</summary>
internal sealed record ExportedExample(string Text, string? Label, DatasetSplit Split, string? Id, string? Metadata)
{
    /// <summary>Whether the label is a list of names, as JSON.</summary>
    public bool HasLabels { get; private init; }

    /// <summary>Several labels or spans, as they are stored.</summary>
    public string? Answer { get; private init; }

    /// <summary>The fields of a row for a language model, as a JSON object.</summary>
    public string? Dialogue { get; private init; }

    /// <summary>The metadata with such fields in it, for formats that have no other place for them.</summary>
    public string? MetadataWithDialogue => Dialogue is null ? Metadata : DialogueJson.Put(Dialogue, Metadata);

    public static ExportedExample Of(string text, string? label, string? answer, DatasetSplit split, string? id, string? metadata, string? dialogue)
    {
        var written = RowAnswer.Write(label, answer, metadata);
        return new ExportedExample(text, written.Label, split, id, written.Metadata) { HasLabels = label is null && written.Label is not null, Answer = answer, Dialogue = dialogue };
    }

    public string? SplitName => Split == DatasetSplit.None ? null : Split.ToString().ToLowerInvariant();
}

/// <summary>A file that is being written. Only one that was completed is whole; disposing of it earlier leaves it cut off, as it should look.</summary>
internal interface IExampleWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ExportedExample example, CancellationToken cancel);

    ValueTask CompleteAsync(CancellationToken cancel);
}
