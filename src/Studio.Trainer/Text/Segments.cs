namespace Studio.Trainer.Text;

/// <summary>A text cut into the words that are tokenized one by one; the cuts are never empty and stand in order.</summary>
internal sealed class Segments(AlignedText text)
{
    private List<TextSpan> _ranges = text.Length == 0 ? [] : [new TextSpan(0, text.Length)];

    public AlignedText Text { get; private set; } = text;

    public IReadOnlyList<TextSpan> Ranges => _ranges;

    /// <summary>Cuts every word further; <paramref name="cut"/> adds what is to remain of it.</summary>
    public void Split(Action<AlignedText, TextSpan, List<TextSpan>> cut)
    {
        var next = new List<TextSpan>(_ranges.Count + 8);
        foreach (var range in _ranges) cut(Text, range, next);
        next.RemoveAll(static range => range.Length == 0);
        _ranges = next;
    }

    /// <summary>Rewrites every word; <paramref name="rewrite"/> appends the new word to the new text.</summary>
    public void Rewrite(Action<AlignedText, TextSpan, AlignedText> rewrite)
    {
        var text = new AlignedText(Text.Length + (Text.Length / 2) + 8);
        var next = new List<TextSpan>(_ranges.Count);
        foreach (var range in _ranges)
        {
            var start = text.Length;
            rewrite(Text, range, text);
            if (text.Length > start) next.Add(new TextSpan(start, text.Length));
        }

        Text = text;
        _ranges = next;
    }
}
