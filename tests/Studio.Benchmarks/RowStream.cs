using System.Globalization;
using System.Text;

namespace Studio.Benchmarks;

/// <summary>A TSV file of made-up rows, written while it is read: about twenty words each, frequent ones and rare ones, a label in nine of ten.</summary>
internal sealed class RowStream(int rows, int seed, int labels) : Stream
{
    private const int Words = 20;
    private const int Vocabulary = 5000;
    private readonly Random _random = new(seed);
    private byte[] _line = Encoding.UTF8.GetBytes("text\tlabel\n");
    private int _at;
    private int _row;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _line.Length)
        {
            if (_row == rows)
                return 0;
            _row++;
            (_line, _at) = (Encoding.UTF8.GetBytes(Line()), 0);
        }

        var read = Math.Min(count, _line.Length - _at);
        _line.AsSpan(_at, read).CopyTo(buffer.AsSpan(offset));
        _at += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private string Line()
    {
        var text = new StringBuilder();
        for (var i = 0; i < Words; i++)
            text.Append(CultureInfo.InvariantCulture, $"word{(int)(Vocabulary * Math.Pow(_random.NextDouble(), 3))} ");
        var label = _random.Next(10) == 0 ? "" : $"label {_random.Next(labels)}";
        return text.Append('\t').Append(label).Append('\n').ToString();
    }
}
