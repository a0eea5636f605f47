using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
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
        return stream => WriteAsync(datasetId, filter, format, stream, cancel);
    }

    /// <summary>A snapshot, or one split of it.</summary>
    public async Task<Func<Stream, Task>> PrepareAsync(
        Actor actor, string hash, DatasetSplit? split, ExportFormat format, CancellationToken cancel = default)
    {
        var rows = await snapshots.ReadAsync(actor, hash, split, cancel);
        return stream => WriteAsync(rows.Select(r => ExportedExample.Of(r.Text, r.Label, r.Answer, r.Split, r.ExternalId, r.Metadata)), format, stream, cancel);
    }

    private async Task WriteAsync(Guid datasetId, ExampleFilter filter, ExportFormat format, Stream stream, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var instant = await db.BeginReadAsync(cancel);
        var rows = db.ExamplesIn(datasetId, filter).InOrder(filter)
            .Select(e => new { e.Text, e.Label, e.Answer, e.Split, e.ExternalId, e.Metadata });
        await WriteAsync(rows.AsAsyncEnumerable().Select(e => ExportedExample.Of(e.Text, e.Label, e.Answer, e.Split, e.ExternalId, e.Metadata)), format, stream, cancel);
    }

    private static async Task WriteAsync(IAsyncEnumerable<ExportedExample> rows, ExportFormat format, Stream stream, CancellationToken cancel)
    {
        await using IExampleWriter writer = format switch
        {
            ExportFormat.JsonLines => new JsonLinesExampleWriter(stream),
            ExportFormat.Parquet => new ParquetExampleWriter(stream),
            _ => new CsvExampleWriter(stream, guarded: format == ExportFormat.CsvForSpreadsheets),
        };
        await foreach (var row in rows.WithCancellation(cancel))
            await writer.WriteAsync(row, cancel);
        await writer.CompleteAsync(cancel);
    }
}
