using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Dialogues;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Examples;

/// <summary>An example with all that is known of it, and its neighbours in the filtered list.</summary>
public sealed record ExampleDetail(
    long Id, long Position, string? ExternalId, string Text, string? Label, DatasetSplit Split, IReadOnlyList<KeyValuePair<string, string>> Metadata,
    long? PreviousId, long? NextId, ExampleAnswer? Answer = null, Dialogue? Dialogue = null);

public sealed class OpenExample(IDbContextFactory<StudioDb> contexts)
{
    public async Task<ExampleDetail> RunAsync(Actor actor, Guid datasetId, long exampleId, ExampleFilter filter, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var example = await db.Examples.AsNoTracking().SingleOrDefaultAsync(e => e.Id == exampleId && e.DatasetId == datasetId, cancel)
            ?? throw new NotFoundException("example");
        var listed = db.ExamplesIn(datasetId, filter);
        var (previous, next) = filter.IsSearch
            ? (listed.Where(e => e.Id < exampleId).OrderByDescending(e => e.Id), listed.Where(e => e.Id > exampleId).OrderBy(e => e.Id))
            : (listed.Where(e => e.Position < example.Position).OrderByDescending(e => e.Position), listed.Where(e => e.Position > example.Position).OrderBy(e => e.Position));
        var previousId = await previous.Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel);
        var nextId = await next.Select(e => (long?)e.Id).FirstOrDefaultAsync(cancel);
        return new ExampleDetail(
            example.Id, example.Position, example.ExternalId, example.Text, example.Label, example.Split, Pairs(example.Metadata), previousId, nextId,
            example.Answer is null ? null : ExampleAnswer.Parse(example.Answer),
            example.Dialogue is null ? null : Dialogue.Parse(example.Dialogue));
    }

    private static List<KeyValuePair<string, string>> Pairs(string? metadata)
    {
        if (metadata is null)
            return [];
        using var json = JsonDocument.Parse(metadata);
        return [.. json.RootElement.EnumerateObject().Select(p =>
            KeyValuePair.Create(p.Name, p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString()! : p.Value.GetRawText()))];
    }
}
