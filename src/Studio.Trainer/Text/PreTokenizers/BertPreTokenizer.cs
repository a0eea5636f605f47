using System.Text;
using Studio.Trainer.Text.Normalizers;

namespace Studio.Trainer.Text.PreTokenizers;

/// <summary>Words end at white space, which is dropped, and every punctuation mark is a word of its own.</summary>
internal sealed class BertPreTokenizer : IPreTokenizer
{
    public void Apply(Segments segments) => segments.Split(Cut);

    private static void Cut(AlignedText text, TextSpan range, List<TextSpan> into)
    {
        var span = text.Span[..range.End];
        var start = range.Start;
        for (var i = range.Start; i < range.End;)
        {
            if (char.IsAsciiLetterOrDigit(span[i]))
            {
                i++;
                continue;
            }

            var rune = UnicodeKinds.RuneAt(span, i, out var length);
            var space = Rune.IsWhiteSpace(rune);
            if (space || UnicodeKinds.IsPunctuation(rune))
            {
                into.Add(new TextSpan(start, i));
                if (!space) into.Add(new TextSpan(i, i + length));
                start = i + length;
            }

            i += length;
        }

        into.Add(new TextSpan(start, range.End));
    }
}
