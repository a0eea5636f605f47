using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Studio.Core.Storage;
using Studio.Trainer.Runs;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>Snapshots as Parquet files under the storage root, each named by the SHA-256 of its bytes.</summary>
public sealed class SnapshotStore(StorageRoot storage) : ISnapshotStore
{
    // A file is hashed when this process first opens it; a file that changed its size or time is hashed again.
    private readonly ConcurrentDictionary<string, (long Length, DateTime Written)> _verified = new(StringComparer.Ordinal);

    public IRowSource Open(string hash, DatasetSplit split) => Source(hash, split, null);

    public IRowSource Open(string hash, DatasetSplit split, string task) => Source(hash, split, task);

    /// <summary>All columns of the given splits (every split when none is given), streamed.</summary>
    /// <exception cref="NotFoundException">No such snapshot is stored, or its bytes no longer have that hash.</exception>
    public async IAsyncEnumerable<SnapshotRow> ReadAsync(
        string hash, DatasetSplit? only = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await using var file = await SnapshotFile.OpenAsync(Verified(hash), cancel);
        foreach (var split in SnapshotSchema.Order.Where(s => only is null || s == only))
        {
            foreach (var group in file.GroupsOf(split))
            {
                foreach (var row in await file.ReadGroupAsync(group, split, cancel))
                    yield return row;
            }
        }
    }

    /// <summary>The path of the Parquet file, for whoever sends it as it is.</summary>
    public string PathOf(string hash) => Verified(hash);

    /// <summary>Writes rows, which come in the order of <see cref="SnapshotSchema.Order"/>. The same rows give the same hash.</summary>
    /// <param name="rows">What to freeze.</param>
    /// <param name="dialogues">Whether any of them has a dialogue.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    internal async Task<StoredSnapshot> WriteAsync(IAsyncEnumerable<SnapshotRow> rows, bool dialogues, CancellationToken cancel)
    {
        var draft = storage.Upload(Guid.CreateVersion7());
        try
        {
            var stored = await WriteDraftAsync(draft, rows, dialogues, cancel);
            var path = storage.Snapshot(stored.Hash);
            File.Move(draft, path, overwrite: true);
            _verified[stored.Hash] = Stamp(path);
            return stored;
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private SnapshotSource Source(string hash, DatasetSplit split, string? task)
    {
        var path = Verified(hash);
        var file = SnapshotFile.OpenAsync(path).GetAwaiter().GetResult();
        var count = file.RowsOf(split);
        file.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return new SnapshotSource(path, split, count, task);
    }

    private static async Task<StoredSnapshot> WriteDraftAsync(string draft, IAsyncEnumerable<SnapshotRow> rows, bool dialogues, CancellationToken cancel)
    {
        await using var stream = new FileStream(draft, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        SnapshotWriter writer;
        await using (writer = await SnapshotWriter.CreateAsync(stream, dialogues, cancel))
        {
            await foreach (var row in rows.WithCancellation(cancel))
                await writer.AddAsync(row, cancel);
            await writer.CompleteAsync(cancel);
        }

        stream.Flush(flushToDisk: true);
        stream.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancel));
        return new StoredSnapshot(
            hash, stream.Length, writer.RowsOf(DatasetSplit.Train), writer.RowsOf(DatasetSplit.Validation), writer.RowsOf(DatasetSplit.Test),
            writer.RowsOf(DatasetSplit.None), [.. writer.Labels], writer.Dialogues.Answers, writer.Dialogues.Pairs);
    }

    private string Verified(string hash)
    {
        var path = storage.Snapshot(hash);
        if (!File.Exists(path))
            throw new NotFoundException("snapshot");
        var stamp = Stamp(path);
        if (_verified.TryGetValue(hash, out var known) && known == stamp)
            return path;
        using (var stream = File.OpenRead(path))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != hash)
                throw new NotFoundException("snapshot");
        }

        _verified[hash] = stamp;
        return path;
    }

    private static (long Length, DateTime Written) Stamp(string path)
    {
        var file = new FileInfo(path);
        return (file.Length, file.LastWriteTimeUtc);
    }
}

/// <summary>What came of writing a snapshot's file.</summary>
internal sealed record StoredSnapshot(
    string Hash, long SizeBytes, int TrainCount, int ValidationCount, int TestCount, int UnsplitCount, IReadOnlyList<string> Labels,
    int AnswerCount, int PairCount);
