using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>A label and how many examples have it.</summary>
public sealed record LabelCount(string Label, long Count);

public sealed class ListLabels(IDbContextFactory<StudioDb> contexts)
{
    /// <summary>The labels that occur, most frequent first.</summary>
    public async Task<IReadOnlyList<LabelCount>> RunAsync(Actor actor, Guid datasetId, int atMost = 500, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Label != null).GroupBy(e => e.Label!)
            .Select(g => new { Label = g.Key, Count = g.LongCount() }).OrderByDescending(l => l.Count).ThenBy(l => l.Label)
            .Take(atMost).Select(l => new LabelCount(l.Label, l.Count)).ToListAsync(cancel);
    }
}
