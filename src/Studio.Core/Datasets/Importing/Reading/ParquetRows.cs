using System.Text;
using Parquet;

namespace Studio.Core.Datasets.Importing.Reading;

/// <summary>Rows of a Parquet file, one row group in memory at a time. Nested columns have no text and are left out, by name.</summary>
internal sealed class ParquetRows : IRowReader
{
    private const long MostBytesInGroup = 1L << 30;
    private const long MostRowsInGroup = 4_000_000;

    private readonly ParquetReader _reader;
    private readonly ParquetColumn[] _columns;
    private readonly UnpackLimit _limit;
    private readonly bool _own;
    private int _group;
    private string?[][] _cells = [];
    private int _next;
    private int _count;

    public ParquetRows(SourceFile file)
    {
        if (!file.IsParquet)
            throw new InvalidInputException("This is not a Parquet file. Choose another form.");
        _limit = new UnpackLimit(file.Bytes.Length);
        (_reader, _columns) = Sound(() =>
        {
            var reader = ParquetReader.CreateAsync(file.Bytes, new ParquetOptions(), leaveStreamOpen: true).GetAwaiter().GetResult();
            var names = ClassNames.Of(reader.CustomMetadata);
            ParquetColumn[] columns = [.. reader.Schema.Fields.Where(ParquetColumn.CanRead)
                .Select(f => new ParquetColumn((Parquet.Schema.DataField)f, names.GetValueOrDefault(f.Name)))];
            return (reader, columns);
        });
        Columns = ColumnNames.Of([.. _columns.Select(c => c.Name)]);
        _own = OwnExport.HasHeader(Columns);
        LeftOut = [.. _reader.Schema.Fields.Where(f => !ParquetColumn.CanRead(f)).Select(f => f.Name)];
        if (Columns.Count == 0)
            throw new InvalidInputException($"This Parquet file has only nested columns ({string.Join(", ", LeftOut)}). Import needs a column of plain texts.");
        if (_reader.RowGroupCount == 0)
            throw new InvalidInputException("This file is empty: it holds no rows.");
    }

    public IReadOnlyList<string> Columns { get; }

    public IReadOnlyList<string> LeftOut { get; }

    public long RowsRead { get; private set; }

    public IEnumerable<IReadOnlyList<string?>> Sample(int count)
    {
        while (count-- > 0 && MoveNext())
            yield return [.. _cells.Select(column => column[_next - 1])];
    }

    public IEnumerable<ReadRow> Read(ColumnMapping mapping)
    {
        var at = ColumnPlaces.Of(mapping, Columns);
        while (MoveNext())
        {
            var row = _next - 1;
            var (dialogue, text, problem) = at.Dialogue is null ? (null, _cells[at.Text][row], null) : at.Read(column => _cells[column][row]);
            problem ??= text is null ? $"The row has no “{mapping.Text}”."
                : text.Length > RowText.MaxCharacters ? $"The row is longer than {RowText.MaxCharacters:N0} characters." : null;
            yield return new ReadRow(
                RowsRead, text ?? "", Cell(at.Label), Cell(at.Id), Cell(at.Split), OwnExport.Metadata(_own, Columns, at.Others, column => _cells[column][row]), problem, Dialogue: dialogue);

            string? Cell(int? column) => column is { } one ? _cells[one][row] : null;
        }
    }

    private bool MoveNext()
    {
        while (_next == _count)
        {
            if (_group == _reader.RowGroupCount)
                return false;
            ReadGroup();
        }

        _next++;
        RowsRead++;
        return true;
    }

    private void ReadGroup()
    {
        using var group = Sound(() => _reader.OpenRowGroupReader(_group));
        _group++;
        if (group.RowGroup.TotalByteSize > MostBytesInGroup || group.RowCount is < 0 or > MostRowsInGroup)
        {
            throw new InvalidInputException(
                $"Row group {_group:N0} of this Parquet file holds {group.RowCount:N0} rows and unpacks to {Sizes.Of(group.RowGroup.TotalByteSize)}, more than is read at once. "
                + "Write the file with smaller row groups, for example of 100,000 rows.");
        }

        _cells = Sound(() => Array.ConvertAll(_columns, column => column.ReadAsync(group).GetAwaiter().GetResult()));
        (_next, _count) = (0, (int)group.RowCount);
        _limit.Add(_cells.Sum(column => column.Sum(cell => (long)(cell?.Length ?? 0))));
    }

    // Whatever bytes stand where the format's own structures should be, the reader fails on them in a way of its own.
    private static T Sound<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException("A column of this Parquet file holds bytes that are no UTF-8 text. Write it as a column of strings.");
        }
        catch (Exception error) when (error is not StudioException and not OutOfMemoryException and not OperationCanceledException)
        {
            throw new InvalidInputException("This Parquet file is damaged or was cut off on the way. Write it again, or upload it again.");
        }
    }
}
