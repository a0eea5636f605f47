namespace Studio.Core.Labeling.Queue;

/// <summary>Whether an answer answers the question that the schema asks.</summary>
internal static class AnswerRules
{
    /// <summary>What is wrong with the answer as a sentence for the person who gave it, or null.</summary>
    public static string? Problem(AnnotationValue? value, LabelingKind kind, IReadOnlyDictionary<Guid, SchemaLabel> labels, string? text)
    {
        if (value is null)
            return "The answer is empty.";
        foreach (var id in value.AllLabels)
        {
            if (!labels.TryGetValue(id, out var label))
                return "The answer names a label that this session does not have.";
            if (label.RetiredAt is not null)
                return $"The label “{label.Name}” was retired while you were choosing it. Choose another.";
        }

        return kind switch
        {
            LabelingKind.SingleLabel => value is { Labels.Count: 1, Spans: null } ? null : "Choose exactly one label.",
            LabelingKind.MultiLabel => value is { Labels: not null, Spans: null } ? null : "Choose labels, or none.",
            _ => Spans(value, text),
        };
    }

    private static string? Spans(AnnotationValue value, string? text)
    {
        if (value is not { Labels: null, Spans: { } spans } || text is null)
            return "Mark stretches of the text.";
        return spans.FirstOrDefault(s => s.Start < 0 || s.End <= s.Start || s.End > text.Length) is { } wrong
            ? $"The mark from {wrong.Start} to {wrong.End} does not lie inside the text, which has {text.Length} characters."
            : null;
    }
}
