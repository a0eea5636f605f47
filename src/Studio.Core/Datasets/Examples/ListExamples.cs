using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Search;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>A line of the list; the text is cut to what a line can show.</summary>
public sealed record ExampleRow(long Id, long Position, string Text, string? Label, DatasetSplit Split, string? Answer = null)
{
    /// <summary>What a search found in the text that is shown.</summary>
    public IReadOnlyList<SearchHit> Hits { get; init; } = [];

    /// <summary>The one label, or each of several, or of the spans; empty where nobody has said, or said that none applies.</summary>
    public IReadOnlyList<string> Labels { get; } = Label is null ? ExampleAnswer.NamesIn(Answer) : [Label];
}

/// <summary>How many there are; not exact means at least so many.</summary>
public sealed record ExampleCount(long Value, bool Exact)
{
    public override string ToString() => Exact ? $"{Value:N0}" : $"more than {Value - 1:N0}";
}

/// <summary>Pages through examples by position, so that the last page costs what the first does.</summary>
public sealed class ListExamples(IDbContextFactory<StudioDb> contexts)
{
    public const int TextShown = 400;
    private const int CountedAtMost = 10_000;
    private const int TextSearched = 20_000;
    private const int TextBeforeHit = 16;

    public async Task<ExampleCount> CountAsync(Actor actor, Guid datasetId, ExampleFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (filter.IsEmpty || filter == ExampleFilter.All with { Labeled = filter.Labeled })
        {
            var kept = await db.Datasets.AsNoTracking().Where(d => d.Id == datasetId).Select(d => new { d.ExampleCount, d.LabeledCount }).SingleAsync(cancel);
            return new ExampleCount(filter.Labeled switch { true => kept.LabeledCount, false => kept.ExampleCount - kept.LabeledCount, _ => kept.ExampleCount }, true);
        }

        var count = await db.ExamplesIn(datasetId, filter).InOrder(filter).Select(e => e.Id).Take(CountedAtMost + 1).CountAsync(cancel);
        return new ExampleCount(count, count <= CountedAtMost);
    }

    /// <summary>Up to <paramref name="take"/> rows from a position on, past the first <paramref name="skip"/> of them.</summary>
    public async Task<IReadOnlyList<ExampleRow>> RunAsync(
        Actor actor, Guid datasetId, ExampleFilter filter, long fromPosition, int skip, int take, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var (examples, shown) = (db.ExamplesIn(datasetId, filter), filter.IsSearch ? TextSearched : TextShown);
        if (fromPosition > 0)
        {
            examples = examples.Where(e => e.Position >= fromPosition);
            if (filter.IsSearch)
            {
                var first = await db.Examples.Where(e => e.DatasetId == datasetId && e.Position >= fromPosition).OrderBy(e => e.Position).Select(e => e.Id).FirstOrDefaultAsync(cancel);
                examples = examples.Where(e => e.Id >= first);
            }
        }

        var rows = await examples.InOrder(filter).Skip(skip).Take(Math.Clamp(take, 1, 500))
            .Select(e => new ExampleRow(e.Id, e.Position, e.Text.Substring(0, shown), e.Label, e.Split, e.Answer)).ToListAsync(cancel);
        return filter.IsSearch ? rows.ConvertAll(row => Found(row, filter.Text!)) : rows;
    }

    // The line begins shortly before the first hit, so that it is seen without opening the example.
    private static ExampleRow Found(ExampleRow row, string query)
    {
        var hits = SearchHits.Find(row.Text, query);
        var start = hits.Count > 0 && hits[0].Start > TextBeforeHit ? hits[0].Start - TextBeforeHit : 0;
        while (start > 0 && !char.IsWhiteSpace(row.Text[start - 1]) && start > hits[0].Start - 2 * TextBeforeHit)
            start--;
        if (start > 0 && char.IsLowSurrogate(row.Text[start]))
            start--;
        var shift = start > 0 ? start - 1 : 0;
        var text = (start > 0 ? "…" : "") + row.Text[start..Math.Min(row.Text.Length, start + TextShown)];
        return row with
        {
            Text = text,
            Hits = [.. hits.Select(h => h with { Start = h.Start - shift }).Where(h => h.Start >= 0 && h.Start + h.Length <= text.Length)],
        };
    }
}
