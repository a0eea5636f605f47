using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Rows of a CSV or TSV file.</summary>
internal sealed class DelimitedRows : IRowReader
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly DelimitedReader _reader;
    private readonly bool _hasHeader;
    private string[]? _first;

    public DelimitedRows(TextReader text, RowForm form)
    {
        _reader = new DelimitedReader(text, form.Delimiter, form.Quoted);
        _hasHeader = form.HasHeader;
        if (!_reader.Read())
            throw new InvalidInputException("This file is empty: it holds no rows.");
        var cells = _reader.Cells.ToArray();
        if (!form.HasHeader)
            _first = cells;
        Columns = form.HasHeader ? ColumnNames.Of(cells) : ColumnNames.Numbered(cells.Length);
    }

    public IReadOnlyList<string> Columns { get; }

    public long RowsRead => _hasHeader ? _reader.Records - 1 : _reader.Records;

    public IEnumerable<IReadOnlyList<string?>> Sample(int count)
    {
        while (count-- > 0 && Next() is { } cells)
            yield return cells;
    }

    public IEnumerable<ReadRow> Read(ColumnMapping mapping)
    {
        var (text, label, id, split) = (Required(mapping.Text, "text"), Optional(mapping.Label, "label"), Optional(mapping.Id, "id"), Optional(mapping.Split, "split"));
        int[] others = [.. Enumerable.Range(0, Columns.Count).Where(i => i != text && i != label && i != id && i != split)];
        while (Next() is { } cells)
        {
            if (Problem(cells) is { } problem)
                yield return new ReadRow(RowsRead, string.Join(' ', cells), null, null, null, null, problem);
            else
                yield return new ReadRow(RowsRead, cells[text], At(cells, label), At(cells, id), At(cells, split), Metadata(cells, others), null);
        }
    }

    private IReadOnlyList<string>? Next()
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        return _reader.Read() ? _reader.Cells : null;
    }

    private string? Problem(IReadOnlyList<string> cells) =>
        _reader.Problem ?? (cells.Count == Columns.Count ? null : $"The row has {cells.Count:N0} cells where {Columns.Count:N0} are expected.");

    private int Required(string column, string role) => Optional(column, role)!.Value;

    private int? Optional(string? column, string role)
    {
        if (column is null)
            return null;
        var at = Columns.ToList().IndexOf(column);
        return at >= 0 ? at : throw ColumnNames.Missing(column, role, Columns);
    }

    private static string? At(IReadOnlyList<string> cells, int? column) => column is { } at ? cells[at] : null;

    private string? Metadata(IReadOnlyList<string> cells, int[] columns)
    {
        if (columns.Length == 0)
            return null;
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Json))
        {
            writer.WriteStartObject();
            foreach (var column in columns)
                writer.WriteString(Columns[column], cells[column]);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
