using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Exporting;

public enum ExportFormat { Csv, JsonLines }

/// <summary>Writes the examples of a filter as a file, row by row, as they all were at one instant. Import reads it back to the same examples.</summary>
public sealed class ExportExamples(IDbContextFactory<StudioDb> contexts)
{
    /// <summary>Checks first, so that a refusal comes before the first byte; then writes.</summary>
    public async Task<Func<Stream, Task>> PrepareAsync(
        Actor actor, Guid datasetId, ExampleFilter filter, ExportFormat format, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        return stream => WriteAsync(datasetId, filter, format, stream, cancel);
    }

    private async Task WriteAsync(Guid datasetId, ExampleFilter filter, ExportFormat format, Stream stream, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await using var instant = await db.BeginReadAsync(cancel);
        await using IExampleWriter writer = format == ExportFormat.Csv ? new CsvExampleWriter(stream) : new JsonLinesExampleWriter(stream);
        var rows = db.ExamplesIn(datasetId, filter).OrderBy(e => e.Position)
            .Select(e => new ExportedExample(e.Text, e.Label, e.Split, e.ExternalId, e.Metadata));
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
            await writer.WriteAsync(row, cancel);
    }
}

/// <summary>What of an example leaves with an export.</summary>
internal sealed record ExportedExample(string Text, string? Label, DatasetSplit Split, string? Id, string? Metadata)
{
    public string? SplitName => Split == DatasetSplit.None ? null : Split.ToString().ToLowerInvariant();
}

internal interface IExampleWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ExportedExample example, CancellationToken cancel);
}
