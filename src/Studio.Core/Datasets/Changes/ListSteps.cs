using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Changes;

/// <summary>A step as people see it.</summary>
public sealed record StepInfo(
    Guid Id, StepKind Kind, string Summary, long Rows, string By, DateTime At, DateTime? UndoneAt, DateTime? UndoBeganAt = null, long RowsKept = 0)
{
    public bool CanUndo => UndoneAt is null && UndoBeganAt is null && Kind != StepKind.Import;
}

public sealed class ListSteps(IDbContextFactory<StudioDb> contexts)
{
    private const int Most = 200;

    /// <summary>What was done to the dataset, newest first.</summary>
    public async Task<IReadOnlyList<StepInfo>> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await (from s in db.DatasetSteps.AsNoTracking()
                      where s.DatasetId == datasetId && s.FinishedAt != null
                      join u in db.Users on s.CreatedById equals u.Id
                      orderby s.CreatedAt descending, s.Id descending
                      select new StepInfo(s.Id, s.Kind, s.Summary, s.Rows, u.DisplayName, s.CreatedAt, s.UndoneAt, s.UndoBeganAt, s.RowsKept)).Take(Most).ToListAsync(cancel);
    }
}
