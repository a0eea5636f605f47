using System.Text;
using System.Text.RegularExpressions;

namespace Studio.Core.Datasets.Cleaning;

/// <summary>
/// UTF-8 that was read as Windows-1252 or Latin-1. Only stretches whose bytes are valid UTF-8 of two bytes and more are turned back, so that a real
/// “Ã” followed by something else stays; damage upon damage is turned back as often as it was done.
/// </summary>
internal static partial class EncodingDamage
{
    private const int MostRounds = 4;

    // What Windows-1252 shows for the bytes 80 to 9F; Latin-1 has control characters there, which are taken as they are.
    private const string High = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    private static readonly Dictionary<char, byte> Bytes = High.Select((c, i) => (c, b: (byte)(0x80 + i))).ToDictionary(p => p.c, p => p.b);
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Repair(string text)
    {
        for (var round = 0; round < MostRounds && Suspicious().IsMatch(text); round++)
        {
            var repaired = Suspicious().Replace(text, match => Decoded(match.Value) ?? match.Value);
            if (repaired == text)
                break;
            text = repaired;
        }

        return text.Contains('\uFEFF', StringComparison.Ordinal) ? text.Replace("\uFEFF", "", StringComparison.Ordinal) : text;
    }

    private static string? Decoded(string damaged)
    {
        Span<byte> bytes = stackalloc byte[damaged.Length];
        for (var i = 0; i < damaged.Length; i++)
        {
            if (Bytes.TryGetValue(damaged[i], out var high))
                bytes[i] = high;
            else if (damaged[i] <= 0xFF)
                bytes[i] = (byte)damaged[i];
            else
                return null;
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // A first byte of UTF-8 as Windows-1252 shows it, and as many following bytes as it asks for.
    private const string Following = @"[\u0080-\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";

    [GeneratedRegex($"[\\u00C2-\\u00DF]{Following}|[\\u00E0-\\u00EF]{Following}{{2}}|[\\u00F0-\\u00F4]{Following}{{3}}")]
    private static partial Regex Suspicious();
}
