using System.Text;

namespace Studio.Core.Datasets.Search;

/// <summary>What a character is for search.</summary>
internal enum CharacterKind { Between, InWord, Alone }

/// <summary>
/// Letters, digits and marks make words. Where a script writes no spaces between its words (Chinese, Japanese, Thai, Lao, Khmer, Burmese), and in
/// Korean, whose words change at their end, each character stands for itself, so that any part of a text is found. Symbols such as emoji stand for
/// themselves too.
/// </summary>
internal static class Scripts
{
    /// <summary>First and last code points of the scripts whose characters stand alone.</summary>
    public static readonly IReadOnlyList<(int First, int Last)> Alone =
    [
        (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x11FF), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FA), (0x30FC, 0x30FF), (0x3130, 0x318F),
        (0x31F0, 0x31FF), (0x3400, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x20000, 0x3FFFF),
    ];

    public static CharacterKind Of(Rune character)
    {
        if (character.IsAscii)
            return Rune.IsLetterOrDigit(character) ? CharacterKind.InWord : CharacterKind.Between;
        switch (Rune.GetUnicodeCategory(character))
        {
            case System.Globalization.UnicodeCategory.OtherSymbol or System.Globalization.UnicodeCategory.ModifierSymbol:
                return CharacterKind.Alone;
            case <= System.Globalization.UnicodeCategory.OtherNumber:
                break;
            default:
                return CharacterKind.Between;
        }

        foreach (var (first, last) in Alone)
        {
            if (character.Value < first)
                return CharacterKind.InWord;
            if (character.Value <= last)
                return CharacterKind.Alone;
        }

        return CharacterKind.InWord;
    }

    public static bool IsSymbol(Rune character) => !character.IsAscii
        && Rune.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.OtherSymbol or System.Globalization.UnicodeCategory.ModifierSymbol;
}
