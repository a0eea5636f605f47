namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Rows of a CSV or TSV file.</summary>
internal sealed class DelimitedRows : IRowReader
{
    private readonly DelimitedReader _reader;
    private readonly bool _hasHeader;
    private readonly bool _guarded;
    private readonly bool _own;
    private string[]? _first;

    public DelimitedRows(TextReader text, RowForm form)
    {
        _reader = new DelimitedReader(text, form.Delimiter, form.Quoted);
        (_hasHeader, _guarded) = (form.HasHeader, form.Guarded);
        if (!_reader.Read())
            throw new InvalidInputException("This file is empty: it holds no rows.");
        var cells = _reader.Cells.ToArray();
        if (!form.HasHeader)
            _first = cells;
        Columns = form.HasHeader ? ColumnNames.Of(cells) : ColumnNames.Numbered(cells.Length);
        _own = form.HasHeader && OwnExport.HasHeader(Columns);
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
        var at = ColumnPlaces.Of(mapping, Columns);
        while (Next() is { } cells)
        {
            if (Problem(cells) is { } unreadable)
            {
                yield return new ReadRow(RowsRead, string.Join(' ', cells), null, null, null, null, unreadable);
                continue;
            }

            var (dialogue, text, problem) = at.Dialogue is null ? (null, cells[at.Text], null) : at.Read(column => cells[column]);
            yield return new ReadRow(
                RowsRead, text, At(cells, at.Label), At(cells, at.Id), At(cells, at.Split),
                OwnExport.Metadata(_own, Columns, at.Others, column => cells[column]), problem, Dialogue: dialogue);
        }
    }

    private IReadOnlyList<string>? Next()
    {
        if (_first is { } first)
        {
            _first = null;
            return first;
        }

        if (!_reader.Read())
            return null;
        return _guarded ? [.. _reader.Cells.Select(SpreadsheetGuard.Take)] : _reader.Cells;
    }

    private string? Problem(IReadOnlyList<string> cells) =>
        _reader.Problem ?? (cells.Count == Columns.Count ? null : $"The row has {cells.Count:N0} cells where {Columns.Count:N0} are expected.");

    private static string? At(IReadOnlyList<string> cells, int? column) => column is { } at ? cells[at] : null;
}
