namespace Studio.Trainer.Text.SentencePiece;

/// <summary>A field of a protocol buffer; numbers are in <paramref name="Value"/>, everything else in <paramref name="Bytes"/>.</summary>
internal readonly record struct ProtoField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads the wire format of protocol buffers (protobuf.dev/programming-guides/encoding) field by field.</summary>
internal sealed class ProtoReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    public bool Next(out ProtoField field)
    {
        field = default;
        if (_at >= bytes.Length) return false;
        var key = Varint();
        field = (key & 7) switch
        {
            0 => new ProtoField((int)(key >> 3), Varint(), default),
            1 => new ProtoField((int)(key >> 3), 0, Take(8)),
            2 => new ProtoField((int)(key >> 3), 0, Take(checked((int)Varint()))),
            5 => new ProtoField((int)(key >> 3), 0, Take(4)),
            _ => throw new ArgumentException("An unknown wire type."),
        };
        return true;
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        var part = bytes.Slice(_at, length);
        _at += length;
        return part;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = bytes.Span[_at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new ArgumentException("A number is longer than ten bytes.");
    }
}
