namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Lines that are not blank, of any line end.</summary>
internal sealed class LineReader(TextReader text) : IJsonElements
{
    private readonly CharBuffer _buffer = new(text);
    private readonly RowText _text = new();

    public bool TryRead(out string? element)
    {
        element = null;
        while (!_buffer.AtEnd)
        {
            _text.Begin();
            ReadToEnd();
            var read = _text.TakeCell();
            if (_text.IsTooLong)
                return true;
            if (string.IsNullOrWhiteSpace(read))
                continue;
            element = read;
            return true;
        }

        return false;
    }

    private void ReadToEnd()
    {
        while (_buffer.Ahead is { IsEmpty: false } ahead)
        {
            var end = ahead.IndexOfAny('\r', '\n');
            _text.Append(end < 0 ? ahead : ahead[..end]);
            _buffer.Skip(end < 0 ? ahead.Length : end + 1);
            if (end >= 0)
                return;
        }
    }
}
