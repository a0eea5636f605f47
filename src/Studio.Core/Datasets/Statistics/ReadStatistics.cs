using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Splitting;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Statistics;

/// <summary>Reads every example once to say what the dataset is like.</summary>
public sealed class ReadStatistics(IDbContextFactory<StudioDb> contexts)
{
    public async Task<DatasetStatistics> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        await using var instant = await db.BeginReadAsync(cancel);
        var builder = new StatisticsBuilder();
        var rows = db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId).OrderBy(e => e.Position).Select(e => new { e.Id, e.Text, e.Label, e.Answer, e.Split });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
            builder.Add(row.Id, row.Text, row.Label, row.Answer, row.Split);
        var most = builder.MostRepeated();
        var repeated = new List<(long, string, string?, DatasetSplit)>();
        if (most.Count > 0)
        {
            await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
            {
                if (most.ContainsKey(StratifiedSplit.Fingerprint(row.Text)))
                    repeated.Add((row.Id, row.Text, row.Label ?? (row.Answer is null ? null : ExampleAnswer.Parse(row.Answer).InWords(row.Text)), row.Split));
            }
        }

        return builder.Build(repeated);
    }
}
