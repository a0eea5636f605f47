namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Windows-1252, of which ISO 8859-1 is a part: each byte is one character, so nothing can be wrong and nothing is lost.</summary>
internal static class Windows1252
{
    // What 0x80 to 0x9F mean; the five that mean nothing stay the control characters that they are in ISO 8859-1.
    private const string Upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

    /// <returns>How many bytes were read, which is how many characters were written.</returns>
    public static int Decode(ReadOnlySpan<byte> bytes, Span<char> characters)
    {
        var count = Math.Min(bytes.Length, characters.Length);
        for (var i = 0; i < count; i++)
            characters[i] = bytes[i] is >= 0x80 and < 0xA0 and var special ? Upper[special - 0x80] : (char)bytes[i];
        return count;
    }
}
