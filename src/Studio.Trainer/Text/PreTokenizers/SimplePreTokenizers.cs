using System.Text;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>One after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<IPreTokenizer> parts) : IPreTokenizer
{
    public void Apply(Segments segments)
    {
        foreach (var part in parts) part.Apply(segments);
    }
}

/// <summary>Cuts at the matches of a pattern, or at everything else.</summary>
internal sealed class PatternPreTokenizer(TextPattern pattern, SplitBehavior behavior, bool invert = false) : IPreTokenizer
{
    public void Apply(Segments segments) => segments.Split((text, range, into) =>
    {
        var parts = pattern.Find(text.Span[range.Start..range.End]);
        for (var i = 0; i < parts.Count; i++)
            parts[i] = (new TextSpan(range.Start + parts[i].Range.Start, range.Start + parts[i].Range.End), parts[i].Matched != invert);
        behavior.Add(parts, into);
    });
}

/// <summary>Cuts at characters of a kind.</summary>
internal sealed class CharacterPreTokenizer(Func<Rune, bool> matches, SplitBehavior behavior) : IPreTokenizer
{
    public void Apply(Segments segments) => segments.Split((text, range, into) =>
    {
        var parts = new List<(TextSpan, bool)>();
        var start = range.Start;
        for (var i = range.Start; i < range.End;)
        {
            var matched = matches(UnicodeKinds.RuneAt(text.Span[..range.End], i, out var length));
            if (matched)
            {
                if (i > start) parts.Add((new TextSpan(start, i), false));
                parts.Add((new TextSpan(i, i + length), true));
                start = i + length;
            }

            i += length;
        }

        if (range.End > start) parts.Add((new TextSpan(start, range.End), false));
        behavior.Add(parts, into);
    });
}
