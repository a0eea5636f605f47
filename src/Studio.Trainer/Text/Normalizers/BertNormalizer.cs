using System.Globalization;
using System.Text;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>
/// The cleaning of BERT's BasicTokenizer (Devlin et al. 2018) as Hugging Face's BertNormalizer does it: control characters vanish, every
/// white space becomes a blank, ideographs are set apart, accents are stripped and case is lowered.
/// </summary>
internal sealed class BertNormalizer(bool cleanText, bool handleChineseChars, bool stripAccents, bool lowercase) : INormalizer
{
    public AlignedText Normalize(AlignedText text)
    {
        var result = new AlignedText(text.Length + 16);
        var span = text.Span;
        for (var i = 0; i < span.Length;)
        {
            var c = span[i];
            if (c is >= ' ' and < '\u007f')
            {
                result.Append(lowercase && c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c, text.StartOf(i), text.EndOf(i));
                i++;
                continue;
            }

            var rune = UnicodeKinds.RuneAt(span, i, out var length);
            Add(result, rune, text.StartOf(i), text.EndOf(i));
            i += length;
        }

        return result;
    }

    private void Add(AlignedText result, Rune rune, int start, int end)
    {
        if (cleanText)
        {
            if (rune.Value is 0 or 0xFFFD || UnicodeKinds.IsControl(rune)) return;
            if (Rune.IsWhiteSpace(rune)) rune = new Rune(' ');
        }

        var apart = handleChineseChars && UnicodeKinds.IsIdeograph(rune.Value);
        if (apart) result.Append(' ', start, end);
        if (stripAccents)
        {
            foreach (var part in rune.ToString().Normalize(NormalizationForm.FormD).EnumerateRunes())
                if (Rune.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark) AddCased(result, part, start, end);
        }
        else
        {
            AddCased(result, rune, start, end);
        }

        if (apart) result.Append(' ', start, end);
    }

    private void AddCased(AlignedText result, Rune rune, int start, int end)
    {
        Span<char> buffer = stackalloc char[2];
        if (lowercase) result.Append(UnicodeKinds.Lower(rune), start, end);
        else result.Append(buffer[..rune.EncodeToUtf16(buffer)], start, end);
    }
}
