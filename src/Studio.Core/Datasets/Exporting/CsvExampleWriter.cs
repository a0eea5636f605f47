using System.Text;

namespace Studio.Core.Datasets.Exporting;

/// <summary>CSV as RFC 4180 writes it. Cells are kept exactly, also those that a spreadsheet would take for formulas: this is data to read back.</summary>
internal sealed class CsvExampleWriter : IExampleWriter
{
    private readonly StreamWriter _writer;

    public CsvExampleWriter(Stream stream)
    {
        _writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        _writer.WriteLine("text,label,split,id,metadata");
    }

    public async ValueTask WriteAsync(ExportedExample example, CancellationToken cancel)
    {
        string?[] cells = [example.Text, example.Label, example.SplitName, example.Id, example.Metadata];
        await _writer.WriteLineAsync(string.Join(',', cells.Select(Cell)).AsMemory(), cancel);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private static string Cell(string? value) => value is null ? "" : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
