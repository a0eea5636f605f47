using System.Text;

namespace Studio.Core.Datasets.Search;

/// <summary>A word of a text, as search compares it, and where it stands.</summary>
internal readonly record struct SearchWord(string Folded, int Start, int End);

/// <summary>Cuts texts into what search finds: words without regard to upper and lower case, or single characters.</summary>
internal static class SearchText
{
    /// <summary>The words with one space between them: what the embedded database's index is given.</summary>
    public static string Folded(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var folded = new StringBuilder(text.Length + 16);
        foreach (var word in Words(text))
            folded.Append(folded.Length > 0 ? " " : "").Append(word.Folded);
        return folded.ToString();
    }

    public static IEnumerable<SearchWord> Words(string text)
    {
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            var length = Rune.TryGetRuneAt(text, at, out var character) ? character.Utf16SequenceLength : 1;
            var kind = length == 1 && char.IsSurrogate(text[at]) ? CharacterKind.Between : Scripts.Of(character);
            if (kind != CharacterKind.InWord && start >= 0)
            {
                yield return Word(text, start, at);
                start = -1;
            }

            if (kind == CharacterKind.Alone)
                yield return Word(text, at, at + length);
            else if (kind == CharacterKind.InWord && start < 0)
                start = at;
            at += length;
        }

        if (start >= 0)
            yield return Word(text, start, text.Length);
    }

    // Lone surrogates never come here, so normalising cannot fail; an é of one character and one of two are the same word.
    private static SearchWord Word(string text, int start, int end) => new(text[start..end].Normalize(NormalizationForm.FormC).ToLowerInvariant(), start, end);
}
