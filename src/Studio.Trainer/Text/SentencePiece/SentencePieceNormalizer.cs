using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.SentencePiece;

/// <summary>SentencePiece's own normalization: the longest replacement at each place, blanks squeezed, one in front, and all made visible.</summary>
internal sealed class SentencePieceNormalizer(SentencePieceFile file) : INormalizer
{
    private const char Visible = '\u2581';

    private readonly CharacterMap? _map = file.CharacterMap.Length > 0 ? new CharacterMap(file.CharacterMap) : null;
    private readonly char _blank = file.EscapeWhitespaces ? Visible : ' ';

    public AlignedText Normalize(AlignedText text)
    {
        var replaced = Replace(text);
        var start = file.RemoveExtraWhitespaces ? replaced.Length - replaced.Span.TrimStart(' ').Length : 0;
        var result = new AlignedText(replaced.Length + 1);
        if (start == replaced.Length) return result;
        if (file.AddDummyPrefix && !file.TreatWhitespaceAsSuffix) result.Append(_blank, replaced.StartOf(start), replaced.EndOf(start));
        var end = file.RemoveExtraWhitespaces ? replaced.Span.TrimEnd(' ').Length : replaced.Length;
        var blank = file.RemoveExtraWhitespaces;
        for (var i = start; i < end; i++)
        {
            if (blank && replaced[i] == ' ') continue;
            result.Append(replaced[i] == ' ' ? _blank : replaced[i], replaced.StartOf(i), replaced.EndOf(i));
            blank = file.RemoveExtraWhitespaces && replaced[i] == ' ';
        }

        if (file.AddDummyPrefix && file.TreatWhitespaceAsSuffix) result.Append(_blank, replaced.StartOf(end - 1), replaced.EndOf(end - 1));
        return result;
    }

    private AlignedText Replace(AlignedText text)
    {
        if (_map is null) return text;
        var bytes = System.Text.Encoding.UTF8.GetBytes(new string(text.Span));
        var result = new AlignedText(text.Length);
        for (int i = 0, at = 0; i < text.Length;)
        {
            UnicodeKinds.RuneAt(text.Span, i, out var length);
            if (_map.Find(bytes.AsSpan(at), longest: true) is not { } found)
            {
                result.Append(text, i, length);
                i += length;
                at += System.Text.Encoding.UTF8.GetByteCount(text.Span.Slice(i - length, length));
                continue;
            }

            var next = i;
            for (var size = 0; size < found.Length; next += length)
            {
                UnicodeKinds.RuneAt(text.Span, next, out length);
                size += System.Text.Encoding.UTF8.GetByteCount(text.Span.Slice(next, length));
            }

            result.Append(found.Replacement, text.StartOf(i), text.EndOf(next - 1));
            (i, at) = (next, at + found.Length);
        }

        return result;
    }
}
