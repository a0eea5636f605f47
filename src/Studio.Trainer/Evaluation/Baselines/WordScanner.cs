using System.Globalization;
using System.Text;

namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>Finds the words that scikit-learn's default token pattern finds in lower-cased text: two or more letters, digits or underscores in a row.</summary>
internal static class WordScanner
{
    public static List<string> Words(string text)
    {
        var lower = text.ToLowerInvariant();
        var words = new List<string>();
        var (start, count) = (0, 0);
        for (var i = 0; i < lower.Length;)
        {
            var length = Rune.DecodeFromUtf16(lower.AsSpan(i), out var rune, out var consumed) == System.Buffers.OperationStatus.Done ? consumed : 1;
            if (IsWord(rune))
            {
                if (count++ == 0) start = i;
            }
            else
            {
                Add(words, lower, start, i, count);
                count = 0;
            }

            i += length;
        }

        Add(words, lower, start, lower.Length, count);
        return words;
    }

    private static void Add(List<string> words, string text, int start, int end, int count)
    {
        if (count >= 2) words.Add(text[start..end]);
    }

    private static bool IsWord(Rune rune) => rune.Value == '_' || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
