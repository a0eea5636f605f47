using System.Text;

namespace Studio.Core.Datasets.Exporting;

/// <summary>
/// CSV as RFC 4180 writes it. For programs, cells are kept exactly; for spreadsheets, those that would run as formulas are made text, and
/// import takes that away again.
/// </summary>
internal sealed class CsvExampleWriter : IExampleWriter
{
    public const string Metadata = "metadata";

    public static readonly IReadOnlyList<string> Columns = ["text", "label", "split", "id", Metadata];

    /// <summary>Another order, so that import knows from the header that apostrophes are to be taken away.</summary>
    public static readonly IReadOnlyList<string> ColumnsForSpreadsheets = ["id", "text", "label", "split", Metadata];

    private readonly StreamWriter _writer;
    private readonly bool _guarded;

    public CsvExampleWriter(Stream stream, bool guarded)
    {
        _guarded = guarded;
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        _writer.WriteLine(string.Join(',', guarded ? ColumnsForSpreadsheets : Columns));
    }

    public async ValueTask WriteAsync(ExportedExample example, CancellationToken cancel)
    {
        string?[] cells = _guarded
            ? [example.Id, example.Text, example.Label, example.SplitName, example.MetadataWithDialogue]
            : [example.Text, example.Label, example.SplitName, example.Id, example.MetadataWithDialogue];
        await _writer.WriteLineAsync(string.Join(',', cells.Select(Cell)).AsMemory(), cancel);
    }

    public async ValueTask CompleteAsync(CancellationToken cancel) => await _writer.FlushAsync(cancel);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private string Cell(string? value)
    {
        if (value is null)
            return "";
        var cell = _guarded ? SpreadsheetGuard.Put(value) : value;
        return $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
