using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>A line of the list; the text is cut to what a line can show.</summary>
public sealed record ExampleRow(long Id, long Position, string Text, string? Label, DatasetSplit Split, string? Answer = null)
{
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

    public async Task<ExampleCount> CountAsync(Actor actor, Guid datasetId, ExampleFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (filter.IsEmpty || filter == ExampleFilter.All with { Labeled = filter.Labeled })
        {
            var kept = await db.Datasets.AsNoTracking().Where(d => d.Id == datasetId).Select(d => new { d.ExampleCount, d.LabeledCount }).SingleAsync(cancel);
            return new ExampleCount(filter.Labeled switch { true => kept.LabeledCount, false => kept.ExampleCount - kept.LabeledCount, _ => kept.ExampleCount }, true);
        }

        var count = await db.ExamplesIn(datasetId, filter).OrderBy(e => e.Position).Select(e => e.Id).Take(CountedAtMost + 1).CountAsync(cancel);
        return new ExampleCount(count, count <= CountedAtMost);
    }

    /// <summary>Up to <paramref name="take"/> rows from a position on, past the first <paramref name="skip"/> of them.</summary>
    public async Task<IReadOnlyList<ExampleRow>> RunAsync(
        Actor actor, Guid datasetId, ExampleFilter filter, long fromPosition, int skip, int take, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return await db.ExamplesIn(datasetId, filter).Where(e => e.Position >= fromPosition).OrderBy(e => e.Position).Skip(skip).Take(Math.Clamp(take, 1, 500))
            .Select(e => new ExampleRow(e.Id, e.Position, e.Text.Substring(0, TextShown), e.Label, e.Split, e.Answer)).ToListAsync(cancel);
    }
}
