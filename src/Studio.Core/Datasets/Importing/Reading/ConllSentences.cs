namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Words one below the other, each line cut into its columns, up to the next blank line.</summary>
/// <param name="Words">The columns of each word; as many for each.</param>
/// <param name="Document">Counted from 1 by the lines that begin a document; 0 in files without them.</param>
/// <param name="Problem">What is wrong with its form, or null.</param>
internal sealed record ConllSentence(IReadOnlyList<string[]> Words, int Document, string? Problem);

/// <summary>
/// Cuts a file into sentences. Columns are separated by tabs where a line has one, otherwise by spaces; a blank line ends a sentence, and so does
/// the beginning of a document. Lines that begin with # and do not end in a tag are remarks.
/// </summary>
internal sealed class ConllSentences(TextReader text)
{
    public const string DocumentStart = "-DOCSTART-";

    private readonly CharBuffer _buffer = new(text);
    private readonly RowText _text = new();
    private long _line;
    private int _columns;
    private int _documents;

    /// <summary>The next line that is not blank, as the names of the columns.</summary>
    public string[]? Header()
    {
        while (ReadLine() is { } cells)
        {
            if (cells.Length > 0)
                return cells;
        }

        return null;
    }

    /// <summary>The next sentence, or null at the end of the file.</summary>
    public ConllSentence? Next()
    {
        var (words, document, length) = (new List<string[]>(), 0, 0L);
        string? problem = null;
        while (ReadLine() is { } cells)
        {
            var begins = cells is [DocumentStart, ..];
            _documents += begins ? 1 : 0;
            if (cells.Length == 0 || begins)
            {
                if (words.Count > 0 || problem is not null)
                    break;
                continue;
            }

            if (words.Count == 0 && IsRemark(cells))
                continue;
            document = words.Count == 0 ? _documents : document;
            _columns = _columns == 0 ? cells.Length : _columns;
            length += cells[0].Length + 1;
            problem ??= Problem(cells, length);
            if (problem is null)
                words.Add(cells);
        }

        return words.Count == 0 && problem is null ? null : new ConllSentence(words, document, problem);
    }

    public static bool IsTag(string cell) => cell == "O" || cell is ['B' or 'I' or 'E' or 'S' or 'L' or 'U', '-', _, ..];

    public static bool IsRemark(string[] cells) => cells[0].StartsWith('#') && !IsTag(cells[^1]);

    public static string[] Cells(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
            return [];
        var written = line.TrimEnd(' ', '\t', '\r');
        return written.Contains('\t', StringComparison.Ordinal) ? written.Split('\t') : written.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    private string? Problem(string[] cells, long length)
    {
        if (_text.IsTooLong || length > RowText.MaxCharacters)
            return $"The sentence on line {_line:N0} is longer than {RowText.MaxCharacters:N0} characters; a blank line ends a sentence.";
        if (cells.Length != _columns)
            return $"Line {_line:N0} has {cells.Length:N0} {(cells.Length == 1 ? "column" : "columns")} where {_columns:N0} are expected.";
        return cells[0].Length == 0 ? $"Line {_line:N0} has a tag and no word." : null;
    }

    // A line that is too long comes out cut off, which is for its sentence to say.
    private string[]? ReadLine()
    {
        if (_buffer.AtEnd)
            return null;
        _line++;
        _text.Begin();
        while (_buffer.Ahead is { IsEmpty: false } ahead)
        {
            var end = ahead.IndexOf('\n');
            _text.Append(end < 0 ? ahead : ahead[..end]);
            _buffer.Skip(end < 0 ? ahead.Length : end + 1);
            if (end >= 0)
                break;
        }

        var cells = Cells(_text.TakeCell());
        return cells.Length == 0 && _text.IsTooLong ? [""] : cells;
    }
}
