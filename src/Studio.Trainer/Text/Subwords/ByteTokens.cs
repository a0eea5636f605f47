using System.Globalization;

namespace Studio.Trainer.Text.Subwords;

/// <summary>The tokens <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c> that stand for what a vocabulary does not hold.</summary>
internal static class ByteTokens
{
    private static readonly string[] Names = [.. Enumerable.Range(0, 256).Select(static value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>"))];

    /// <summary>One id for each byte of UTF-8, or null where one of them is missing.</summary>
    public static int[]? Of(Dictionary<string, int> vocabulary, ReadOnlySpan<char> text)
    {
        var bytes = new byte[System.Text.Encoding.UTF8.GetByteCount(text)];
        System.Text.Encoding.UTF8.GetBytes(text, bytes);
        var ids = new int[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
            if (!vocabulary.TryGetValue(Names[bytes[i]], out ids[i])) return null;
        return ids;
    }
}
