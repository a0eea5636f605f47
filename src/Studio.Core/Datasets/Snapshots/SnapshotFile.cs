using Parquet;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>An open snapshot. Rows come one row group at a time.</summary>
internal sealed class SnapshotFile : IAsyncDisposable
{
    private readonly ParquetReader _reader;
    private readonly SnapshotOverview _overview;

    private SnapshotFile(ParquetReader reader, SnapshotOverview overview) => (_reader, _overview) = (reader, overview);

    public static async Task<SnapshotFile> OpenAsync(string path, CancellationToken cancel = default)
    {
        var reader = await ParquetReader.CreateAsync(path, SnapshotSchema.Options, cancel);
        return new SnapshotFile(reader, SnapshotOverview.FromJson(reader.CustomMetadata[SnapshotSchema.OverviewKey]));
    }

    public int RowsOf(DatasetSplit split) => _overview.Splits.Single(s => s.Split == split).Rows;

    public IEnumerable<int> GroupsOf(DatasetSplit split)
    {
        var extent = _overview.Splits.Single(s => s.Split == split);
        return Enumerable.Range(extent.FirstGroup, extent.Groups);
    }

    public async Task<SnapshotRow[]> ReadGroupAsync(int index, DatasetSplit split, CancellationToken cancel = default)
    {
        using var group = _reader.OpenRowGroupReader(index);
        var count = (int)group.RowCount;
        var ids = new long[count];
        await group.ReadAsync<long>(SnapshotSchema.Id, ids.AsMemory(), cancellationToken: cancel);
        var externalIds = await StringsAsync(group, SnapshotSchema.ExternalId, count, cancel);
        var texts = await StringsAsync(group, SnapshotSchema.Text, count, cancel);
        var labels = await StringsAsync(group, SnapshotSchema.Label, count, cancel);
        var metadata = await StringsAsync(group, SnapshotSchema.Metadata, count, cancel);
        var answers = _overview.Format >= 2 ? await StringsAsync(group, SnapshotSchema.Answer, count, cancel) : new string?[count];
        var dialogues = _overview.Format >= 3 ? await StringsAsync(group, SnapshotSchema.Dialogue, count, cancel) : new string?[count];
        var rows = new SnapshotRow[count];
        for (var i = 0; i < count; i++)
            rows[i] = new SnapshotRow(ids[i], externalIds[i], texts[i] ?? "", labels[i], split, metadata[i], answers[i], dialogues[i]);
        return rows;
    }

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    private static async Task<string?[]> StringsAsync(
        ParquetRowGroupReader group, Parquet.Schema.DataField column, int count, CancellationToken cancel)
    {
        var values = new string?[count];
        await group.ReadAsync(column, values.AsMemory()!, cancellationToken: cancel);
        return values;
    }
}
