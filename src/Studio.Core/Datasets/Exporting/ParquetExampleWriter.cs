using Parquet;
using Parquet.Schema;

namespace Studio.Core.Datasets.Exporting;

/// <summary>Columns of strings in row groups of a bounded size. It must be completed: the end of the file says where everything is.</summary>
internal sealed class ParquetExampleWriter : IExampleWriter
{
    private const int RowsPerGroup = 16_384;
    private const int CharactersPerGroup = 16 << 20;

    private static readonly (DataField Field, Func<ExportedExample, string?> Value)[] Columns =
    [
        (Column("text"), e => e.Text), (Column("label"), e => e.Label), (Column("split"), e => e.SplitName), (Column("id"), e => e.Id),
        (Column("metadata"), e => e.MetadataWithDialogue),
    ];

    private readonly OutputBuffer _output;
    private readonly List<ExportedExample> _pending = new(RowsPerGroup);
    private ParquetWriter? _writer;
    private int _characters;

    public ParquetExampleWriter(Stream stream) => _output = new OutputBuffer(stream);

    public async ValueTask WriteAsync(ExportedExample example, CancellationToken cancel)
    {
        _pending.Add(example);
        _characters += example.Text.Length + (example.Metadata?.Length ?? 0) + (example.Dialogue?.Length ?? 0);
        if (_pending.Count == RowsPerGroup || _characters > CharactersPerGroup)
            await WriteGroupAsync(cancel);
    }

    public async ValueTask CompleteAsync(CancellationToken cancel)
    {
        await WriteGroupAsync(cancel);
        await DisposeAsync();
        await _output.PassOnAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync();
        _writer = null;
    }

    private async Task WriteGroupAsync(CancellationToken cancel)
    {
        _writer ??= await ParquetWriter.CreateAsync(
            new ParquetSchema(Columns.Select(c => c.Field)), _output, new ParquetOptions { CompressionMethod = CompressionMethod.Snappy }, cancellationToken: cancel);
        if (_pending.Count == 0)
            return;
        using (var group = _writer.CreateRowGroup())
        {
            foreach (var (field, value) in Columns)
                await group.WriteAsync(field, _pending.ConvertAll(e => value(e)!));
        }

        _characters = 0;
        _pending.Clear();
        await _output.PassOnAsync(cancel);
    }

    private static DataField Column(string name) => new(name, typeof(string), isNullable: true);
}
