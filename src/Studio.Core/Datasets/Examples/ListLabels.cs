using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>A label and how many examples have it.</summary>
public sealed record LabelCount(string Label, long Count);

public sealed class ListLabels(IDbContextFactory<StudioDb> contexts)
{
    private const int AnswersLookedAt = 20_000;

    /// <summary>The labels that occur alone, most frequent first.</summary>
    public async Task<IReadOnlyList<LabelCount>> RunAsync(Actor actor, Guid datasetId, int atMost = 500, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Label != null).GroupBy(e => e.Label!)
            .Select(g => new { Label = g.Key, Count = g.LongCount() }).OrderByDescending(l => l.Count).ThenBy(l => l.Label)
            .Take(atMost).Select(l => new LabelCount(l.Label, l.Count)).ToListAsync(cancel);
    }

    /// <summary>The labels that occur among several or on spans, most frequent first; from the first 20,000 answers where there are more.</summary>
    public async Task<IReadOnlyList<LabelCount>> InAnswersAsync(Actor actor, Guid datasetId, int atMost = 500, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var answers = db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Answer != null).OrderBy(e => e.Position).Select(e => e.Answer).Take(AnswersLookedAt);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var answer in answers.AsAsyncEnumerable().WithCancellation(cancel))
        {
            foreach (var name in ExampleAnswer.NamesIn(answer))
                counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return [.. counts.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).Take(atMost).Select(l => new LabelCount(l.Key, l.Value))];
    }
}
