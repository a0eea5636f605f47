namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The characters ahead of a parser, a window at a time.</summary>
internal sealed class CharBuffer(TextReader reader)
{
    private readonly char[] _chars = new char[1 << 16];
    private int _start;
    private int _end;

    /// <summary>What lies ahead; empty only at the end of the file.</summary>
    /// <exception cref="BadBytesException">The next character is not one.</exception>
    public ReadOnlySpan<char> Ahead
    {
        get
        {
            if (_start == _end)
            {
                _start = 0;
                _end = reader.Read(_chars, 0, _chars.Length);
            }

            return _chars.AsSpan(_start, _end - _start);
        }
    }

    public bool AtEnd => Ahead.IsEmpty;

    public void Skip(int count) => _start += count;

    public bool TrySkip(char expected)
    {
        if (Ahead is not [var next, ..] || next != expected)
            return false;
        Skip(1);
        return true;
    }
}
