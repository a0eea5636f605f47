using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets;

/// <summary>A dataset as a list shows it. It is dense while no example was ever removed: the n-th example then has position n.</summary>
public sealed record DatasetSummary(
    Guid Id, string Name, string Description, long ExampleCount, long LabeledCount, int SnapshotCount, DateTime CreatedAt, string CreatedBy, bool IsDense);

public sealed class ListDatasets(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<DatasetSummary>> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await Summaries(db, db.DatasetsOf(actor).Where(d => d.ProjectId == projectId).OrderBy(d => d.Name)).ToListAsync(cancel);
    }

    public async Task<(DatasetSummary Dataset, DatasetAccess Access)> OneAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return (await Summaries(db, db.Datasets.Where(d => d.Id == datasetId)).SingleAsync(cancel), access);
    }

    private static IQueryable<DatasetSummary> Summaries(StudioDb db, IQueryable<Dataset> datasets) =>
        from d in datasets.AsNoTracking()
        join u in db.Users on d.CreatedById equals u.Id
        select new DatasetSummary(d.Id, d.Name, d.Description, d.ExampleCount, d.LabeledCount, db.Snapshots.Count(s => s.DatasetId == d.Id),
            d.CreatedAt, u.DisplayName, d.ExampleCount == d.NextPosition);
}
