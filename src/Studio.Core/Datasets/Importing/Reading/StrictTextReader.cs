using System.Buffers;
using System.Text.Unicode;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Bytes that are not text in the encoding of the file.</summary>
internal sealed class BadBytesException(long offset, byte value, TextEncoding encoding) : Exception
{
    /// <summary>The first wrong byte, counted from 1 in the decompressed file.</summary>
    public long Offset { get; } = offset;

    public byte Value { get; } = value;

    public TextEncoding Encoding { get; } = encoding;
}

/// <summary>
/// Decodes without ever replacing anything. Everything before a bad byte is handed out first, so that the reader above knows which row it is in
/// when <see cref="BadBytesException"/> comes.
/// </summary>
internal sealed class StrictTextReader : TextReader
{
    private readonly Stream _stream;
    private readonly TextEncoding _encoding;
    private readonly byte[] _bytes = new byte[1 << 16];
    private int _start;
    private int _end;
    private long _consumed;
    private bool _ended;

    public StrictTextReader(Stream stream, FileEncoding encoding = FileEncoding.Detected)
    {
        _stream = stream;
        if (encoding == FileEncoding.Windows1252)
        {
            _encoding = TextEncoding.Windows1252;
            return;
        }

        while (_end < TextEncodings.BytesNeeded && Fill())
        {
        }

        (_encoding, var mark) = TextEncodings.Detect(_bytes.AsSpan(0, Math.Min(_end, TextEncodings.BytesNeeded)));
        _start = mark;
        _consumed = mark;
    }

    public TextEncoding Encoding => _encoding;

    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    public override int Read(Span<char> buffer)
    {
        while (true)
        {
            var written = Decode(buffer, out var read, out var bad);
            _start += read;
            _consumed += read;
            if (written > 0)
                return written;
            if (bad)
                throw new BadBytesException(_consumed + 1, _bytes[_start], _encoding);
            if (_ended && _start == _end)
                return 0;
            Fill();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stream.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
            (_start, _end) = (0, _end - _start);
        }

        var read = _stream.Read(_bytes, _end, _bytes.Length - _end);
        _end += read;
        _ended |= read == 0;
        return read > 0;
    }

    private int Decode(Span<char> buffer, out int read, out bool bad)
    {
        var bytes = _bytes.AsSpan(_start, _end - _start);
        if (_encoding == TextEncoding.Windows1252)
        {
            bad = false;
            return read = Windows1252.Decode(bytes, buffer);
        }

        if (_encoding != TextEncoding.Utf8)
            return DecodeUtf16(bytes, buffer, out read, out bad);
        var status = Utf8.ToUtf16(bytes, buffer, out read, out var written, replaceInvalidSequences: false, isFinalBlock: _ended);
        bad = status == OperationStatus.InvalidData;
        return written;
    }

    private int DecodeUtf16(ReadOnlySpan<byte> bytes, Span<char> buffer, out int read, out bool bad)
    {
        int written = 0, at = 0;
        bad = false;
        while (written < buffer.Length && at + 1 < bytes.Length)
        {
            var unit = Unit(bytes[at..]);
            if (char.IsHighSurrogate(unit))
            {
                if (at + 3 >= bytes.Length && !_ended || written + 1 >= buffer.Length)
                    break;
                bad = at + 3 >= bytes.Length || !char.IsLowSurrogate(Unit(bytes[(at + 2)..]));
                if (bad)
                    break;
                buffer[written++] = unit;
                at += 2;
                unit = Unit(bytes[at..]);
            }
            else if (char.IsLowSurrogate(unit))
            {
                bad = true;
                break;
            }

            buffer[written++] = unit;
            at += 2;
        }

        read = at;
        bad |= _ended && bytes.Length - at == 1;
        return written;
    }

    private char Unit(ReadOnlySpan<byte> pair) =>
        (char)(_encoding == TextEncoding.Utf16LittleEndian ? pair[0] | pair[1] << 8 : pair[0] << 8 | pair[1]);
}
