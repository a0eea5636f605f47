using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>Texts as they are compared: compatible forms of characters as one (NFKC), in small letters, with single spaces.</summary>
internal static class NormalText
{
    public static string Of(string text)
    {
        var plain = Valid(text).Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        return string.Join(' ', plain.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    public static UInt128 Key(string normal) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(normal.AsSpan()));

    // Half of a surrogate pair cannot be normalised; such a text is compared with the half replaced.
    private static string Valid(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            i++;
        }

        return text;
    }
}
