using System.Text;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>
/// Rewrites a text character by character. A change of 0 replaces the next character, 1 adds one behind the last, and -n replaces the next
/// and drops n after it; what is added has the place of the character before it. These are the rules of Hugging Face's NormalizedString.
/// </summary>
internal static class RuneEdits
{
    public static AlignedText Apply(AlignedText text, List<(Rune Rune, int Change)> edits)
    {
        var places = Places(text);
        var result = new AlignedText(edits.Count + 8);
        Span<char> buffer = stackalloc char[2];
        var position = 0;
        foreach (var (rune, change) in edits)
        {
            var place = change > 0 ? (position < 1 ? default : places[position - 1]) : places[position];
            if (change <= 0) position += 1 - change;
            result.Append(buffer[..rune.EncodeToUtf16(buffer)], place.Start, place.End);
        }

        return result;
    }

    private static List<TextSpan> Places(AlignedText text)
    {
        var places = new List<TextSpan>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            UnicodeKinds.RuneAt(text.Span, i, out var length);
            places.Add(new TextSpan(text.StartOf(i), text.EndOf(i)));
            i += length;
        }

        return places;
    }
}
