using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Datasets.Importing;
using Studio.Core.Datasets.Snapshots;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Exporting;

/// <summary>Writes examples as a file, row by row, as they all were at one instant. Import reads it back to the same examples.</summary>
public sealed class ExportExamples(IDbContextFactory<StudioDb> contexts, ListSnapshots snapshots)
{
    /// <summary>The examples of a filter. Checks first, so that a refusal comes before the first byte; then writes.</summary>
    public async Task<Func<Stream, Task>> PrepareAsync(
        Actor actor, Guid datasetId, ExampleFilter filter, ExportFormat format, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (format == ExportFormat.Conll)
            await CheckAsync(db.ExamplesIn(datasetId, filter).Select(e => new Marked(e.Text, e.Answer)).AsAsyncEnumerable(), cancel);
        return stream => WriteAsync(datasetId, filter, format, stream, cancel);
    }

    /// <summary>A snapshot, or one split of it.</summary>
    public async Task<Func<Stream, Task>> PrepareAsync(
        Actor actor, string hash, DatasetSplit? split, ExportFormat format, CancellationToken cancel = default)
    {
        var rows = await snapshots.ReadAsync(actor, hash, split, cancel);
        if (format == ExportFormat.Conll)
            await CheckAsync((await snapshots.ReadAsync(actor, hash, split, cancel)).Select(r => new Marked(r.Text, r.Answer)), cancel);
        return stream => WriteAsync(rows.Select(r => ExportedExample.Of(r.Text, r.Label, r.Answer, r.Split, r.ExternalId, r.Metadata, r.Dialogue)), format, stream, cancel);
    }

    // Tags cannot say everything that spans can: better told before the first byte than after half of the file.
    private static async Task CheckAsync(IAsyncEnumerable<Marked> rows, CancellationToken cancel)
    {
        var any = false;
        await foreach (var row in rows.WithCancellation(cancel))
        {
            any |= row.Answer is not null && ExampleAnswer.Parse(row.Answer).Spans is not null;
            if (ConllExampleWriter.Problem(row.Text, row.Answer) is { } problem)
                throw new InvalidInputException($"“{RowCheck.Excerpt(row.Text, 60)}” cannot be written as words with tags: {problem} Export JSON Lines instead, which keeps every span.");
        }

        if (!any)
            throw new InvalidInputException("None of these examples has marked stretches of text, which is what a CoNLL file holds. Export CSV or JSON Lines instead.");
    }

    private async Task WriteAsync(Guid datasetId, ExampleFilter filter, ExportFormat format, Stream stream, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var instant = await db.BeginReadAsync(cancel);
        var rows = db.ExamplesIn(datasetId, filter).InOrder(filter)
            .Select(e => new { e.Text, e.Label, e.Answer, e.Split, e.ExternalId, e.Metadata, e.Dialogue });
        await WriteAsync(rows.AsAsyncEnumerable().Select(e => ExportedExample.Of(e.Text, e.Label, e.Answer, e.Split, e.ExternalId, e.Metadata, e.Dialogue)), format, stream, cancel);
    }

    private static async Task WriteAsync(IAsyncEnumerable<ExportedExample> rows, ExportFormat format, Stream stream, CancellationToken cancel)
    {
        await using IExampleWriter writer = format switch
        {
            ExportFormat.JsonLines => new JsonLinesExampleWriter(stream),
            ExportFormat.Conll => new ConllExampleWriter(stream),
            ExportFormat.Parquet => new ParquetExampleWriter(stream),
            _ => new CsvExampleWriter(stream, guarded: format == ExportFormat.CsvForSpreadsheets),
        };
        await foreach (var row in rows.WithCancellation(cancel))
            await writer.WriteAsync(row, cancel);
        await writer.CompleteAsync(cancel);
    }

    private readonly record struct Marked(string Text, string? Answer);
}
