using System.Buffers.Binary;

namespace Studio.Trainer.Text.Normalizers;

/// <summary>SentencePiece's precompiled table of replacements: a double-array trie (Aoe 1989; the layout of darts-clone) and the texts it points at.</summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units;
    private readonly byte[] _texts;

    /// <exception cref="TokenizerException">The bytes are no such table.</exception>
    public CharacterMap(ReadOnlySpan<byte> table)
    {
        var size = table.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(table);
        if (size < 4 || size % 4 != 0 || size > table.Length - 4)
            throw new TokenizerException("The table of a Precompiled normalizer is broken: its size does not fit.");
        _units = new uint[size / 4];
        for (var i = 0; i < _units.Length; i++) _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 + (4 * i))..]);
        _texts = table[(4 + size)..].ToArray();
    }

    /// <summary>What the start of <paramref name="text"/> is replaced by, and how many of its bytes; null where nothing is.</summary>
    public (int Length, string Replacement)? Find(ReadOnlySpan<byte> text, bool longest)
    {
        (int Length, int Text)? found = null;
        var node = Offset(_units[0]);
        for (var i = 0; i < text.Length && text[i] != 0; i++)
        {
            node ^= text[i];
            if (node >= _units.Length) break;
            var unit = _units[node];
            if ((unit & 0x800000FF) != text[i]) break;
            node ^= Offset(unit);
            if ((unit & 0x100) == 0 || node >= _units.Length) continue;
            found = (i + 1, (int)(_units[node] & 0x7FFFFFFF));
            if (!longest) break;
        }

        return found is { } match ? (match.Length, TextAt(match.Text)) : null;
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private string TextAt(int start)
    {
        if (start >= _texts.Length) throw new TokenizerException("The table of a Precompiled normalizer is broken: it points behind its end.");
        var rest = _texts.AsSpan(start);
        var end = rest.IndexOf((byte)0);
        return System.Text.Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }
}
