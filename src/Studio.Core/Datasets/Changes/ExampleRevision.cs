namespace Studio.Core.Datasets.Changes;

/// <summary>What a step changed in a row, so that it can be taken back. What the step left alone is null.</summary>
public sealed class ExampleRevision
{
    public long Id { get; init; }
    public required Guid StepId { get; init; }
    public required long ExampleId { get; init; }
    public string? TextBefore { get; init; }
    public string? TextAfter { get; init; }

    /// <summary>A label may become or have been none, so null says nothing here. It stands for the label and the answer alike.</summary>
    public bool LabelChanged { get; init; }

    public string? LabelBefore { get; init; }
    public string? LabelAfter { get; init; }
    public string? AnswerBefore { get; init; }
    public string? AnswerAfter { get; init; }
    public DatasetSplit? SplitBefore { get; init; }
    public DatasetSplit? SplitAfter { get; init; }

    /// <summary>Metadata may become or have been none.</summary>
    public bool MetadataChanged { get; init; }

    public string? MetadataBefore { get; init; }
    public string? MetadataAfter { get; init; }

    /// <summary>Where the row stood, if the step removed it.</summary>
    public long? RemovedFrom { get; init; }

    /// <summary>What a change does to a row; null where it changes nothing.</summary>
    internal static ExampleRevision? Of(Guid stepId, Example example, ExampleChange change)
    {
        var text = change.Text is { } t && t != example.Text;
        var label = change.Label is { } l && (l.Name != example.Label || l.Answer != example.Answer);
        var split = change.Split is { } s && s != example.Split;
        var metadata = change.Metadata is { } m && m.Json != example.Metadata;
        if (!text && !label && !split && !metadata && !change.Remove)
            return null;
        return new ExampleRevision
        {
            StepId = stepId, ExampleId = example.Id,
            TextBefore = text ? example.Text : null, TextAfter = text ? change.Text : null,
            LabelChanged = label, LabelBefore = label ? example.Label : null, LabelAfter = label ? change.Label!.Name : null,
            AnswerBefore = label ? example.Answer : null, AnswerAfter = label ? change.Label!.Answer : null,
            SplitBefore = split ? example.Split : null, SplitAfter = split ? change.Split : null,
            MetadataChanged = metadata, MetadataBefore = metadata ? example.Metadata : null, MetadataAfter = metadata ? change.Metadata!.Json : null,
            RemovedFrom = change.Remove ? example.Position : null,
        };
    }

    internal void Redo(Example example)
    {
        example.Text = TextAfter ?? example.Text;
        (example.Label, example.Answer) = LabelChanged ? (LabelAfter, AnswerAfter) : (example.Label, example.Answer);
        example.Split = SplitAfter ?? example.Split;
        example.Metadata = MetadataChanged ? MetadataAfter : example.Metadata;
        // No two removed rows of a dataset have one place, since no two rows have one id.
        example.Position = RemovedFrom is null ? example.Position : -example.Id;
    }

    /// <summary>Puts back what is still as the step left it. False where something is not, because somebody changed it since.</summary>
    internal bool Undo(Example example)
    {
        var (text, split) = (example.Text == TextAfter, example.Split == SplitAfter);
        var label = example.Label == LabelAfter && example.Answer == AnswerAfter;
        var metadata = example.Metadata == MetadataAfter;
        if (TextBefore is { } oldText && text)
            example.Text = oldText;
        if (SplitBefore is { } oldSplit && split)
            example.Split = oldSplit;
        if (LabelChanged && label)
            (example.Label, example.Answer) = (LabelBefore, AnswerBefore);
        if (MetadataChanged && metadata)
            example.Metadata = MetadataBefore;
        if (RemovedFrom is { } place && example.Position < 0)
            example.Position = place;
        return (TextBefore is null || text) && (SplitBefore is null || split) && (!LabelChanged || label) && (!MetadataChanged || metadata);
    }
}
