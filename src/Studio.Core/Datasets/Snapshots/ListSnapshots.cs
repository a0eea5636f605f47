using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Snapshots;

/// <summary>A snapshot as people see it.</summary>
public sealed record SnapshotInfo(
    Guid Id, Guid DatasetId, int Number, string Hash, string Message, string CreatedBy, DateTime CreatedAt, int TrainCount, int ValidationCount,
    int TestCount, IReadOnlyList<string> Labels, long SizeBytes, Lineage Lineage);

public sealed class ListSnapshots(IDbContextFactory<StudioDb> contexts, SnapshotStore store)
{
    /// <summary>The dataset's snapshots, newest first.</summary>
    public async Task<IReadOnlyList<SnapshotInfo>> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var rows = await (from s in db.Snapshots.AsNoTracking()
                          where s.DatasetId == datasetId
                          join u in db.Users on s.CreatedById equals u.Id
                          orderby s.Number descending
                          select new { Snapshot = s, u.DisplayName }).ToListAsync(cancel);
        return rows.ConvertAll(r => new SnapshotInfo(
            r.Snapshot.Id, r.Snapshot.DatasetId, r.Snapshot.Number, r.Snapshot.Hash, r.Snapshot.Message, r.DisplayName, r.Snapshot.CreatedAt,
            r.Snapshot.TrainCount, r.Snapshot.ValidationCount, r.Snapshot.TestCount, JsonSerializer.Deserialize<string[]>(r.Snapshot.Labels)!,
            r.Snapshot.SizeBytes, Lineage.Parse(r.Snapshot.Lineage)));
    }

    /// <summary>The rows of a snapshot that the actor may see, of a deleted dataset too.</summary>
    /// <exception cref="NotFoundException">No such snapshot for this actor.</exception>
    public async Task<IAsyncEnumerable<SnapshotRow>> ReadAsync(Actor actor, string hash, DatasetSplit? split, CancellationToken cancel = default)
    {
        await RequireAsync(actor, hash, cancel);
        return store.ReadAsync(hash, split, cancel);
    }

    /// <summary>Where the snapshot's Parquet file lies.</summary>
    /// <exception cref="NotFoundException">No such snapshot for this actor.</exception>
    public async Task<string> PathAsync(Actor actor, string hash, CancellationToken cancel = default)
    {
        await RequireAsync(actor, hash, cancel);
        return store.PathOf(hash);
    }

    private async Task RequireAsync(Actor actor, string hash, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        if (!await db.Snapshots.AnyAsync(s => s.Hash == hash && projects.Contains(s.Dataset.ProjectId), cancel))
            throw new NotFoundException("snapshot");
    }
}
