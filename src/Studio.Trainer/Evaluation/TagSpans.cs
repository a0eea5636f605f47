namespace Studio.Trainer.Evaluation;

/// <summary>A stretch of words with one label, from word <paramref name="Start"/> to before <paramref name="End"/>.</summary>
public readonly record struct TagSpan(string Label, int Start, int End);

/// <summary>
/// Reads spans out of tags such as <c>B-person</c>, <c>I-person</c>, <c>O</c> by the rules of conlleval, as seqeval does by default: a
/// span that begins with I counts too, and so do the schemes with E and S (IOB1, IOB2, IOE, IOBES).
/// </summary>
public static class TagSpans
{
    public static IReadOnlyList<TagSpan> Of(IReadOnlyList<string> tags)
    {
        var spans = new List<TagSpan>();
        var (before, labelBefore, start) = ('O', "", 0);
        for (var i = 0; i <= tags.Count; i++)
        {
            var (kind, label) = i < tags.Count ? Split(tags[i]) : ('O', "");
            if (Ends(before, kind, labelBefore, label)) spans.Add(new TagSpan(labelBefore, start, i));
            if (Begins(before, kind, labelBefore, label)) start = i;
            (before, labelBefore) = (kind, label);
        }

        return spans;
    }

    /// <summary>A tag without a label is a span of the label <c>_</c>.</summary>
    private static (char Kind, string Label) Split(string tag)
    {
        if (tag.Length == 0) return ('O', "_");
        var dash = tag.IndexOf('-', StringComparison.Ordinal);
        return (tag[0], dash < 0 ? "_" : tag[(dash + 1)..]);
    }

    private static bool Ends(char before, char now, string labelBefore, string label) =>
        before is 'E' or 'S'
        || (before is 'B' or 'I' && now is 'B' or 'S' or 'O')
        || (before is not 'O' and not '.' && labelBefore != label);

    private static bool Begins(char before, char now, string labelBefore, string label) =>
        now is 'B' or 'S'
        || (before is 'E' or 'S' or 'O' && now is 'E' or 'I')
        || (now is not 'O' and not '.' && labelBefore != label);
}
