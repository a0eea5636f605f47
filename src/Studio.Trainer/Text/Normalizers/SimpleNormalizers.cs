using System.Globalization;
using System.Text;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>One after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<INormalizer> parts) : INormalizer
{
    public AlignedText Normalize(AlignedText text) => parts.Aggregate(text, static (current, part) => part.Normalize(current));
}

internal sealed class LowercaseNormalizer : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var edits = new List<(Rune, int)>(text.Length);
        foreach (var rune in text.Span.EnumerateRunes())
        {
            var first = true;
            foreach (var part in UnicodeKinds.Lower(rune).EnumerateRunes())
            {
                edits.Add((part, first ? 0 : 1));
                first = false;
            }
        }

        return RuneEdits.Apply(text, edits);
    }
}

/// <summary>Drops combining marks; what carries an accent in one character has to be decomposed before.</summary>
internal sealed class StripAccentsNormalizer : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var result = new AlignedText(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var rune = UnicodeKinds.RuneAt(text.Span, i, out var length);
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark))
                result.Append(text, i, length);
            i += length;
        }

        return result;
    }
}

internal sealed class StripNormalizer(bool left, bool right) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var start = left ? text.Length - text.Span.TrimStart().Length : 0;
        var end = right ? text.Span.TrimEnd().Length : text.Length;
        var result = new AlignedText(Math.Max(0, end - start));
        if (end > start) result.Append(text, start, end - start);
        return result;
    }
}

/// <summary>Puts a text in front of every text that is not empty.</summary>
internal sealed class PrependNormalizer(string prefix) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        if (text.Length == 0) return text;
        var result = new AlignedText(text.Length + prefix.Length);
        result.Append(prefix, text.StartOf(0), text.EndOf(0));
        result.Append(text, 0, text.Length);
        return result;
    }
}

/// <summary>Puts another text in the place of every match.</summary>
internal sealed class ReplaceNormalizer(TextPattern pattern, string content) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var result = new AlignedText(text.Length);
        foreach (var (range, matched) in pattern.Find(text.Span))
        {
            if (matched) result.Append(content, text.StartOf(range.End - 1), text.EndOf(range.End - 1));
            else result.Append(text, range.Start, range.Length);
        }

        return result;
    }
}
