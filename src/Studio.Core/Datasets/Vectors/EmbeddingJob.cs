using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Storage;

namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// Computes what is missing of a dataset's vectors, a page of examples at a time. What is done is on disk, so a restart goes on after it; a text
/// that had a vector before, in this example or another, is not computed again.
/// </summary>
internal sealed class EmbeddingJob(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TextEncoders encoders, DatasetFeeds feeds, StorageRoot storage, TimeProvider time, DatasetEmbedding embedding)
{
    private const int Page = 256;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    private readonly Dictionary<long, UInt128> _known = [], _live = [];
    private readonly Dictionary<UInt128, long> _places = [];
    private readonly Stopwatch _sinceHeartbeat = Stopwatch.StartNew(), _watch = Stopwatch.StartNew();
    private long _records, _computed;

    /// <exception cref="OperationCanceledException">Somebody cancelled it, or the server stops.</exception>
    /// <exception cref="StudioException">It cannot go on; the message says why.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        Say(0, "loading the encoder");
        var (projectId, total) = await DatasetAsync(stop);
        using var encoder = await encoders.OpenAsync(projectId, embedding.EncoderId, stop);
        var file = Open(encoder.Dimensions, stop);
        await foreach (var rows in PagesAsync(stop))
        {
            await AddAsync(file, encoder, rows, stop);
            await TellAsync(_live.Count, Math.Max(total, _live.Count), stop);
        }

        if (_records > _live.Count)
            file.Keep(head => _live.TryGetValue(head.ExampleId, out var key) && key == head.TextKey, stop);
        Say(1, "drawing the map");
        VectorMap.Lay(file, _live.Keys, stop).Write(VectorMap.PathOf(file.Path));
        await gate.WriteAsync((db, token) => db.DatasetEmbeddings.Where(e => e.Id == embedding.Id).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.State, EmbeddingState.Done).SetProperty(e => e.Done, _live.Count).SetProperty(e => e.Total, _live.Count)
            .SetProperty(e => e.Error, (string?)null).SetProperty(e => e.FinishedAt, time.GetUtcNow().UtcDateTime), token), stop);
    }

    private VectorFile Open(int dimensions, CancellationToken stop)
    {
        var path = storage.Vectors(embedding.Id);
        if (VectorFile.Find(path, embedding.EncoderKey) is not { } file || file.Dimensions != dimensions)
            return VectorFile.Create(path, embedding.EncoderKey, dimensions);
        file.CutTo(file.Read((heads, _) =>
        {
            foreach (var head in heads)
            {
                _known[head.ExampleId] = head.TextKey;
                _places[head.TextKey] = _records++;
            }

            return true;
        }, stop));
        return file;
    }

    private async Task AddAsync(VectorFile file, IOpenEncoder encoder, List<(long Id, string Text)> rows, CancellationToken stop)
    {
        var wanted = new List<(VectorHead Head, string Text)>();
        foreach (var (id, text) in rows)
        {
            var key = VectorFile.KeyOf(text);
            _live[id] = key;
            if (!_known.TryGetValue(id, out var known) || known != key)
                wanted.Add((new VectorHead(id, key), text));
        }

        if (wanted.Count == 0)
            return;
        var unknown = wanted.Where(w => !_places.ContainsKey(w.Head.TextKey)).DistinctBy(w => w.Head.TextKey).ToList();
        var vectors = await encoder.EncodeAsync(unknown.ConvertAll(w => w.Text), stop);
        _computed += unknown.Count;
        var packed = new Dictionary<UInt128, short[]>(unknown.Count);
        for (var i = 0; i < unknown.Count; i++)
            UnitVector.Pack(vectors[i], packed[unknown[i].Head.TextKey] = new short[file.Dimensions]);
        await using var end = file.Append();
        foreach (var (head, _) in wanted)
        {
            file.Write(end, head, packed.TryGetValue(head.TextKey, out var vector) ? vector : file.At(_places[head.TextKey]));
            _known[head.ExampleId] = head.TextKey;
        }

        foreach (var (head, _) in wanted)
            _places[head.TextKey] = _records++;
    }

    // A page at a time instead of one long reading: the database need not keep the state of this instant while a model computes.
    private async IAsyncEnumerable<List<(long, string)>> PagesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var after = -1L;
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(stop);
            var page = await db.Examples.AsNoTracking().Where(e => e.DatasetId == embedding.DatasetId && e.Position > after).OrderBy(e => e.Position).Take(Page)
                .Select(e => new { e.Id, e.Position, e.Text }).ToListAsync(stop);
            if (page.Count == 0)
                yield break;
            after = page[^1].Position;
            yield return page.ConvertAll(e => (e.Id, e.Text));
        }
    }

    private async Task<(Guid ProjectId, long Total)> DatasetAsync(CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var dataset = await db.Datasets.AsNoTracking().Where(d => d.Id == embedding.DatasetId && d.DeletedAt == null).Select(d => new { d.ProjectId, d.ExampleCount })
            .SingleOrDefaultAsync(stop) ?? throw new NotFoundException("dataset");
        return (dataset.ProjectId, dataset.ExampleCount);
    }

    // Whoever cancelled it elsewhere is heard with the heartbeat.
    private async Task TellAsync(long done, long total, CancellationToken stop)
    {
        var left = _computed > Page && done < total ? _watch.Elapsed * ((double)(total - done) / Math.Max(1, _computed)) : TimeSpan.Zero;
        Say(total == 0 ? null : (double)done / total, $"{done:N0} of {total:N0} examples" + (left > TimeSpan.FromSeconds(2) ? $", about {Words(left)} left" : ""));
        if (_sinceHeartbeat.Elapsed < Heartbeat)
            return;
        _sinceHeartbeat.Restart();
        var alive = await gate.WriteAsync((db, token) => db.DatasetEmbeddings.Where(e => e.Id == embedding.Id && e.State == EmbeddingState.Running).ExecuteUpdateAsync(set => set
            .SetProperty(e => e.Done, done).SetProperty(e => e.Total, total).SetProperty(e => e.HeartbeatAt, time.GetUtcNow().UtcDateTime), token), stop);
        if (alive == 0)
            throw new OperationCanceledException("The computation was cancelled.");
    }

    private void Say(double? fraction, string detail) => feeds.Publish(
        embedding.DatasetId, new DatasetEvent.Progress(new DatasetWork(embedding.Id, $"Computing vectors with {embedding.EncoderName}", fraction, detail)));

    private static string Words(TimeSpan left) => left.TotalMinutes < 1.5 ? $"{left.TotalSeconds:N0} s" : $"{left.TotalMinutes:N0} min";
}
