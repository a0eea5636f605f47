namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>When a text gets a replaced blank in front.</summary>
internal enum PrependScheme
{
    Never,

    /// <summary>Only what stands at the very beginning.</summary>
    First,
    Always,
}

/// <summary>SentencePiece's way with blanks (Kudo and Richardson 2018): they become a visible character that belongs to the word behind it.</summary>
internal sealed class MetaspacePreTokenizer(char replacement, PrependScheme scheme, bool split) : IPreTokenizer
{
    private readonly PatternPreTokenizer _words = new(TextPattern.Literal(replacement.ToString()), SplitBehavior.MergedWithNext);

    public void Apply(Segments segments)
    {
        segments.Rewrite(Replace);
        if (split) _words.Apply(segments);
    }

    private void Replace(AlignedText text, TextSpan range, AlignedText into)
    {
        var first = text[range.Start];
        var prepend = scheme == PrependScheme.Always || (scheme == PrependScheme.First && text.StartOf(range.Start) == 0);
        if (prepend && first != ' ' && first != replacement) into.Append(replacement, text.StartOf(range.Start), text.EndOf(range.Start));
        for (var i = range.Start; i < range.End; i++) into.Append(text[i] == ' ' ? replacement : text[i], text.StartOf(i), text.EndOf(i));
    }
}
