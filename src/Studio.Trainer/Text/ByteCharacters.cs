namespace Studio.Trainer.Text;

/// <summary>GPT-2's table of bytes and printable characters: most of Latin-1 stands for itself, the rest for U+0100 and up.</summary>
internal static class ByteCharacters
{
    private static readonly char[] Characters = Build();
    private static readonly Dictionary<char, byte> Bytes = Characters.Select(static (c, i) => (c, i)).ToDictionary(static pair => pair.c, static pair => (byte)pair.i);

    public static IReadOnlyList<char> All => Characters;

    public static char Of(byte value) => Characters[value];

    public static bool TryByte(char character, out byte value) => Bytes.TryGetValue(character, out value);

    private static char[] Build()
    {
        var table = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
            table[value] = value is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)value : next++;
        return table;
    }
}
