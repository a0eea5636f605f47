using System.Buffers;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>The elements of one JSON list, cut out as they come: a list of any size is never in memory as a whole.</summary>
internal sealed class JsonListReader : IJsonElements
{
    private static readonly SearchValues<char> Marks = SearchValues.Create("\"{}[],");
    private static readonly SearchValues<char> Ends = SearchValues.Create("\"\\");

    private readonly CharBuffer _buffer;
    private readonly RowText _text = new();
    private long _rows;
    private bool _ended;

    public JsonListReader(TextReader text)
    {
        _buffer = new CharBuffer(text);
        SkipSpace();
        if (!_buffer.TrySkip('['))
            throw new InvalidInputException("This file is no JSON list: it does not begin with [. Choose another form, or save it as a list of objects.");
    }

    public bool TryRead(out string? element)
    {
        element = null;
        if (_ended)
            return false;
        SkipSpace();
        if (_buffer.TrySkip(']'))
        {
            End();
            return false;
        }

        if (_rows > 0 && !_buffer.TrySkip(','))
            throw _buffer.AtEnd ? CutOff() : new InvalidInputException($"A comma or ] is missing after row {_rows:N0} of the list. Correct the file, then upload it again.");
        _rows++;
        SkipSpace();
        _text.Begin();
        ReadElement();
        var read = _text.TakeCell();
        element = _text.IsTooLong ? null : read;
        return true;
    }

    private void ReadElement()
    {
        for (var depth = 0; ; Keep(1))
        {
            KeepUpTo(Marks);
            switch (_buffer.Ahead[0])
            {
                case '"': ReadString(); break;
                case '{' or '[': depth++; break;
                case '}': depth--; break;
                case ']' or ',' when depth == 0: return;
                case ']': depth--; break;
            }
        }
    }

    // Leaves the closing quote for the caller to keep.
    private void ReadString()
    {
        Keep(1);
        while (true)
        {
            KeepUpTo(Ends);
            if (_buffer.Ahead[0] == '"')
                return;
            Keep(1);
            if (_buffer.AtEnd)
                throw CutOff();
            Keep(1);
        }
    }

    private void KeepUpTo(SearchValues<char> marks)
    {
        while (_buffer.Ahead is { IsEmpty: false } ahead)
        {
            var at = ahead.IndexOfAny(marks);
            Keep(at < 0 ? ahead.Length : at);
            if (at >= 0)
                return;
        }

        throw CutOff();
    }

    private void Keep(int count)
    {
        _text.Append(_buffer.Ahead[..count]);
        _buffer.Skip(count);
    }

    private void End()
    {
        _ended = true;
        SkipSpace();
        if (!_buffer.AtEnd)
            throw new InvalidInputException($"Something follows the end of the list, which has {_rows:N0} rows. A JSON file holds one list; use JSON Lines for objects one after another.");
    }

    private void SkipSpace()
    {
        while (_buffer.Ahead is [var next, ..] && next is ' ' or '\t' or '\r' or '\n')
            _buffer.Skip(1);
    }

    private InvalidInputException CutOff() => new(
        $"The list ends in the middle of row {_rows:N0}: the file was cut off, or a quote or bracket is not closed. Correct it, then upload it again.");
}
