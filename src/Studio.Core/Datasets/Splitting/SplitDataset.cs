using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Splitting;

/// <summary>Divides a dataset into training, validation and test examples; first as a preview.</summary>
public sealed class SplitDataset(IDbContextFactory<StudioDb> contexts, ChangeExamples changes)
{
    /// <summary>The table of labels and splits as it is.</summary>
    public async Task<IReadOnlyList<SplitCount>> CountAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var counts = await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId).GroupBy(e => new { e.Label, e.Split })
            .Select(g => new { g.Key.Label, g.Key.Split, Count = g.LongCount() }).ToListAsync(cancel);
        return Table(counts.Select(c => (c.Label, c.Split, c.Count)));
    }

    public async Task<SplitPreview> PreviewAsync(Actor actor, Guid datasetId, SplitPlan plan, CancellationToken cancel = default)
    {
        plan.Check();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var items = await ItemsAsync(db, datasetId, cancel);
        var splits = StratifiedSplit.Assign(items, plan);
        return new SplitPreview(
            Table(items.Select(i => (i.Label, i.Split, 1L))), Table(items.Select((item, i) => (item.Label, splits[i], 1L))),
            items.Where((item, i) => item.Split != splits[i]).LongCount(),
            items.GroupBy(i => i.Fingerprint).Where(g => g.Skip(1).Any()).Sum(g => g.LongCount()));
    }

    /// <returns>The step, for undo.</returns>
    public async Task<Guid> ApplyAsync(Actor actor, Guid datasetId, SplitPlan plan, CancellationToken cancel = default)
    {
        plan.Check();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var items = await ItemsAsync(db, datasetId, cancel);
        if (items.Count == 0)
            throw new InvalidInputException("This dataset has no examples yet. Import some, then split.");
        var splits = StratifiedSplit.Assign(items, plan);
        var moved = items.Select((item, i) => (item, Split: splits[i])).Where(c => c.item.Split != c.Split)
            .Select(c => new ExampleChange(c.item.Id, Split: c.Split)).ToList();
        if (moved.Count == 0)
            throw new ConflictException("The dataset is already split exactly like this.");
        var step = new StepDescription(StepKind.Split, $"Split by label: {plan.InWords}", JsonSerializer.Serialize(plan, JsonSerializerOptions.Web));
        return (await changes.RunAsync(actor, access, step, moved, cancel)).Id;
    }

    private static async Task<List<SplitItem>> ItemsAsync(StudioDb db, Guid datasetId, CancellationToken cancel)
    {
        var items = new List<SplitItem>();
        var labels = new Dictionary<string, string>();
        var rows = db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId).OrderBy(e => e.Position).Select(e => new { e.Id, e.Text, e.Label, e.Split });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            var label = row.Label is null ? null : labels.TryGetValue(row.Label, out var known) ? known : labels[row.Label] = row.Label;
            items.Add(new SplitItem(row.Id, StratifiedSplit.Fingerprint(row.Text), label, row.Split));
        }

        return items;
    }

    private static List<SplitCount> Table(IEnumerable<(string? Label, DatasetSplit Split, long Count)> counts) =>
    [
        .. counts.GroupBy(c => c.Label).Select(g => new SplitCount(
                g.Key, Of(g, DatasetSplit.None), Of(g, DatasetSplit.Train), Of(g, DatasetSplit.Validation), Of(g, DatasetSplit.Test)))
            .OrderBy(c => c.Label is null).ThenByDescending(c => c.Total).ThenBy(c => c.Label, StringComparer.Ordinal),
    ];

    private static long Of(IEnumerable<(string? Label, DatasetSplit Split, long Count)> counts, DatasetSplit split) =>
        counts.Where(c => c.Split == split).Sum(c => c.Count);
}
