using System.Buffers;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>
/// Reads CSV and its relatives one record at a time (RFC 4180; also any line ends, blank lines, and cells without quotes at all), and knows
/// where it is when something is wrong.
/// </summary>
internal sealed class DelimitedReader(TextReader text, char delimiter, bool quoted)
{
    private readonly CharBuffer _buffer = new(text);
    private readonly RowText _text = new();
    private readonly SearchValues<char> _ends = SearchValues.Create([delimiter, '\r', '\n']);
    private readonly List<string> _cells = [];
    private long _line = 1;

    /// <summary>Records read so far, the header among them.</summary>
    public long Records { get; private set; }

    /// <summary>The line on which the current record begins, counted from 1.</summary>
    public long Line { get; private set; }

    public IReadOnlyList<string> Cells => _cells;

    /// <summary>What is wrong with the current record by itself; null when it is well formed.</summary>
    public string? Problem { get; private set; }

    /// <exception cref="InvalidInputException">A quote opens and never closes.</exception>
    public bool Read()
    {
        do
        {
            if (_buffer.AtEnd)
                return false;
            ReadRecord();
        }
        while (_cells is [""] && Problem is null);
        Records++;
        return true;
    }

    private void ReadRecord()
    {
        Line = _line;
        Problem = null;
        _cells.Clear();
        _text.Begin();
        do
        {
            if (quoted && _buffer.TrySkip('"'))
                ReadQuoted();
            ReadPlain();
            _cells.Add(_text.TakeCell());
        }
        while (_buffer.TrySkip(delimiter));
        SkipLineEnd();
        if (_text.IsTooLong)
            Problem = $"The row is longer than {RowText.MaxCharacters:N0} characters.";
    }

    private void ReadPlain()
    {
        while (_buffer.Ahead is { IsEmpty: false } ahead)
        {
            var end = ahead.IndexOfAny(_ends);
            _text.Append(end < 0 ? ahead : ahead[..end]);
            _buffer.Skip(end < 0 ? ahead.Length : end);
            if (end >= 0)
                return;
        }
    }

    private void ReadQuoted()
    {
        var line = _line;
        while (_buffer.Ahead is { IsEmpty: false } ahead)
        {
            var quote = ahead.IndexOf('"');
            var part = quote < 0 ? ahead : ahead[..quote];
            _text.Append(part);
            _line += part.Count('\n');
            _buffer.Skip(quote < 0 ? part.Length : part.Length + 1);
            if (_text.IsTooLong)
                break;
            if (quote < 0)
                continue;
            if (!_buffer.TrySkip('"'))
            {
                NoteWhatFollows();
                return;
            }

            _text.Append("\"");
        }

        throw new InvalidInputException(
            $"A quote opens in row {Records + 1:N0} (line {line:N0}) and never closes. Close it, or, if quotes are ordinary characters in this file, "
            + "say so under “Quotes” before importing.");
    }

    private void NoteWhatFollows()
    {
        if (_buffer.Ahead is [var next, ..] && next != delimiter && next is not ('\r' or '\n'))
            Problem ??= $"Text follows the closing quote of cell {_cells.Count + 1}. Inside quotes, write a quote as two.";
    }

    private void SkipLineEnd()
    {
        if (_buffer.AtEnd)
            return;
        _line++;
        if (_buffer.TrySkip('\r'))
            _buffer.TrySkip('\n');
        else
            _buffer.TrySkip('\n');
    }
}
