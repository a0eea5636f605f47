using Parquet;
using Studio.Core.Datasets.Dialogues;
using Studio.Core.Datasets.Examples;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>Writes rows, which come ordered by split, as row groups of a bounded size: memory stays flat however many there are.</summary>
internal sealed class SnapshotWriter : IAsyncDisposable
{
    private readonly ParquetWriter _writer;
    private readonly List<SnapshotRow> _pending = new(SnapshotSchema.RowsPerGroup);
    private readonly List<SplitExtent> _extents = [];
    private readonly SortedSet<string> _labels = new(StringComparer.Ordinal);
    private int _characters;
    private int _groups;

    private readonly bool _dialogues;

    private SnapshotWriter(ParquetWriter writer, bool dialogues) => (_writer, _dialogues) = (writer, dialogues);

    public IReadOnlyCollection<string> Labels => _labels;

    /// <summary>Rows with something that a language model can learn to say, and those with a preference.</summary>
    public (int Answers, int Pairs) Dialogues { get; private set; }

    public static async Task<SnapshotWriter> CreateAsync(Stream stream, bool dialogues, CancellationToken cancel) =>
        new(await ParquetWriter.CreateAsync(SnapshotSchema.Columns(dialogues), stream, SnapshotSchema.Options, cancellationToken: cancel), dialogues);

    public int RowsOf(DatasetSplit split) => _extents.Where(e => e.Split == split).Sum(e => e.Rows);

    public async Task AddAsync(SnapshotRow row, CancellationToken cancel)
    {
        if (_pending.Count > 0 && _pending[0].Split != row.Split)
            await FlushAsync(cancel);
        _pending.Add(row);
        _characters += row.Text.Length + (row.Metadata?.Length ?? 0) + (row.Answer?.Length ?? 0) + (row.Dialogue?.Length ?? 0);
        if (row.Label is not null)
            _labels.Add(row.Label);
        if (row.Dialogue is not null && Dialogue.Parse(row.Dialogue) is { HasAnswer: true } dialogue)
            Dialogues = (Dialogues.Answers + 1, Dialogues.Pairs + (dialogue.IsPair ? 1 : 0));
        _labels.UnionWith(ExampleAnswer.NamesIn(row.Answer));
        if (_pending.Count == SnapshotSchema.RowsPerGroup || _characters > SnapshotSchema.CharactersPerGroup)
            await FlushAsync(cancel);
    }

    public async Task CompleteAsync(CancellationToken cancel)
    {
        await FlushAsync(cancel);
        var splits = SnapshotSchema.Order.Select(split =>
        {
            var parts = _extents.Where(e => e.Split == split).ToList();
            return parts.Count == 0
                ? new SplitExtent(split, 0, 0, 0)
                : new SplitExtent(split, parts[0].FirstGroup, parts.Count, parts.Sum(e => e.Rows));
        });
        _writer.CustomMetadata = new Dictionary<string, string>
        {
            [SnapshotSchema.OverviewKey] = new SnapshotOverview(SnapshotSchema.Format(_dialogues), [.. splits]).ToJson(),
        };
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    private async Task FlushAsync(CancellationToken cancel)
    {
        if (_pending.Count == 0)
            return;
        using (var group = _writer.CreateRowGroup())
        {
            await group.WriteAsync<long>(SnapshotSchema.Id, _pending.Select(r => r.Id).ToArray(), cancellationToken: cancel);
            await group.WriteAsync(SnapshotSchema.ExternalId, _pending.ConvertAll(r => r.ExternalId!));
            await group.WriteAsync(SnapshotSchema.Text, _pending.ConvertAll(r => r.Text));
            await group.WriteAsync(SnapshotSchema.Label, _pending.ConvertAll(r => r.Label!));
            await group.WriteAsync(SnapshotSchema.Split, _pending.ConvertAll(r => r.Split.ToString()));
            await group.WriteAsync(SnapshotSchema.Metadata, _pending.ConvertAll(r => r.Metadata!));
            await group.WriteAsync(SnapshotSchema.Answer, _pending.ConvertAll(r => r.Answer!));
            if (_dialogues)
                await group.WriteAsync(SnapshotSchema.Dialogue, _pending.ConvertAll(r => r.Dialogue!));
        }

        _extents.Add(new SplitExtent(_pending[0].Split, _groups++, 1, _pending.Count));
        _pending.Clear();
        _characters = 0;
    }
}
