using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Editing;

/// <summary>Changes all examples of a selection as one step of the dataset's history: one undo brings everything back.</summary>
public sealed class EditManyExamples(IDbContextFactory<StudioDb> contexts, ChangeExamples changes)
{
    private const int IdsInQuery = 1000;

    /// <returns>The step, with how many examples it changed.</returns>
    /// <exception cref="ConflictException">All selected examples are like this already, or none is selected.</exception>
    public async Task<DatasetStep> RunAsync(Actor actor, Guid datasetId, ExampleSelection selection, BulkChange change, CancellationToken cancel = default)
    {
        change.Check();
        if (change.Label is { Name: { } name } label)
            change = change with { Label = label with { Name = name.Trim() } };
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var except = selection.Except?.ToHashSet() ?? [];
        var changed = new List<ExampleChange>();
        await foreach (var row in RowsAsync(db, datasetId, selection, change.TouchesMetadata))
        {
            cancel.ThrowIfCancellationRequested();
            if (!except.Contains(row.Id) && Change(row, change) is { } one)
                changed.Add(one);
        }

        if (changed.Count == 0)
            throw new ConflictException("Nothing to change: no example is selected that is not like this already.");
        var settings = JsonSerializer.Serialize(
            new { change, filter = selection.Only is null ? selection.Filter : null, ticked = selection.Only?.Count }, JsonSerializerOptions.Web);
        return await changes.RunAsync(actor, access, new StepDescription(StepKind.BulkEdit, $"{change.InWords}: {Many(changed.Count)}", settings), changed, cancel);
    }

    private static async IAsyncEnumerable<Row> RowsAsync(StudioDb db, Guid datasetId, ExampleSelection selection, bool withMetadata)
    {
        if (selection.Only is null)
        {
            await foreach (var row in Rows(db.ExamplesIn(datasetId, selection.Filter).OrderBy(e => e.Position), withMetadata).AsAsyncEnumerable())
                yield return row;
            yield break;
        }

        foreach (var ids in selection.Only.Distinct().Order().Chunk(IdsInQuery))
        {
            await foreach (var row in Rows(db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && ids.Contains(e.Id)), withMetadata).AsAsyncEnumerable())
                yield return row;
        }
    }

    private static IQueryable<Row> Rows(IQueryable<Example> examples, bool withMetadata) =>
        examples.Select(e => new Row(e.Id, e.Label, e.Answer != null, e.Split, withMetadata ? e.Metadata : null));

    private static ExampleChange? Change(Row row, BulkChange change) => change switch
    {
        { Remove: true } => new ExampleChange(row.Id, Remove: true),
        { Label: { } label } => label.Name == row.Label && !row.Answered ? null : new ExampleChange(row.Id, Label: label),
        { Split: { } split } => split == row.Split ? null : new ExampleChange(row.Id, Split: split),
        _ => MetadataEdit.Apply(row.Metadata, change) is var after && after != row.Metadata ? new ExampleChange(row.Id, Metadata: new MetadataValue(after)) : null,
    };

    private static string Many(int count) => count == 1 ? "1 example" : $"{count:N0} examples";

    private sealed record Row(long Id, string? Label, bool Answered, DatasetSplit Split, string? Metadata);
}
