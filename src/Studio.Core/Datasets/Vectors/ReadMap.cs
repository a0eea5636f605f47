using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Vectors;

public enum MapColour { Label, Split, Labeled }

/// <summary>A point of the map with the beginning of its text; the group is its place in <see cref="MapPicture.Groups"/>.</summary>
public sealed record MapPoint(long Id, float X, float Y, int Group, string Text);

/// <summary>The examples of one colour.</summary>
public sealed record MapGroup(string Name, int Count, double X, double Y);

/// <summary>What is drawn: the points in their groups, the largest first, and how much of the vectors' variance the two axes show.</summary>
public sealed record MapPicture(string EncoderName, IReadOnlyList<MapGroup> Groups, IReadOnlyList<MapPoint> Points, double ShareX, double ShareY, long Examples)
{
    public bool IsSample => Points.Count < Examples;
}

/// <summary>The map of a dataset as it is now: places from the last layout, texts and labels from the examples.</summary>
public sealed class ReadMap(IDbContextFactory<StudioDb> contexts, StorageRoot storage)
{
    private const int TextShown = 120, IdsInQuery = 1000;

    /// <returns>Null where the dataset has no map yet.</returns>
    public async Task<MapPicture?> RunAsync(Actor actor, Guid datasetId, MapColour colour, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (await FindAsync(db, datasetId, cancel) is not var (embedding, map))
            return null;
        var places = map.Places.ToDictionary(p => p.ExampleId);
        var found = new List<(MapPlace Place, string Group, string Text)>(places.Count);
        foreach (var ids in places.Keys.Order().Chunk(IdsInQuery))
        {
            var rows = await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && ids.Contains(e.Id))
                .Select(e => new { e.Id, Text = e.Text.Substring(0, TextShown), e.Label, e.Answer, e.Split }).ToListAsync(cancel);
            found.AddRange(rows.Select(e => (places[e.Id], colour switch
            {
                MapColour.Split => e.Split == DatasetSplit.None ? "no split" : e.Split.ToString().ToLowerInvariant(),
                MapColour.Labeled => e.Label is null && e.Answer is null ? "not labeled" : "labeled",
                _ => e.Label ?? (e.Answer is null ? "not labeled" : string.Join(", ", ExampleAnswer.NamesIn(e.Answer)) is { Length: > 0 } names ? names : "none applies"),
            }, e.Text)));
        }

        var groups = found.GroupBy(p => p.Group, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new MapGroup(g.Key, g.Count(), g.Average(p => p.Place.X), g.Average(p => p.Place.Y))).ToList();
        var numbers = groups.Select((g, i) => (g.Name, i)).ToDictionary(g => g.Name, g => g.i, StringComparer.Ordinal);
        var count = await db.Datasets.Where(d => d.Id == datasetId).Select(d => d.ExampleCount).SingleAsync(cancel);
        return new MapPicture(
            embedding.EncoderName, groups, found.ConvertAll(p => new MapPoint(p.Place.ExampleId, p.Place.X, p.Place.Y, numbers[p.Group], p.Text)), map.ShareX, map.ShareY, count);
    }

    /// <summary>The examples that are drawn within an area, as a filter that other filters can be added to.</summary>
    /// <exception cref="InvalidInputException">The text is not an area.</exception>
    /// <exception cref="ConflictException">The dataset has no map (any more).</exception>
    public async Task<ExampleIds> WithinAsync(Actor actor, Guid datasetId, string area, CancellationToken cancel = default)
    {
        var wanted = MapArea.Parse(area);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (await FindAsync(db, datasetId, cancel) is not var (embedding, map))
            throw new ConflictException("This address marks an area of the map, and the dataset has no map. Compute its vectors on the Map page, then mark the area again.");
        return new ExampleIds($"map {embedding.Id:N} {embedding.FinishedAt:O} {area}", [.. map.Places.Where(p => wanted.Holds(p.X, p.Y)).Select(p => p.ExampleId)]);
    }

    private async Task<(DatasetEmbedding, VectorMap)?> FindAsync(StudioDb db, Guid datasetId, CancellationToken cancel) =>
        await ReadEmbeddings.CurrentAsync(db, datasetId, cancel) is { } embedding && VectorMap.Find(VectorMap.PathOf(storage.Vectors(embedding.Id))) is { } map ? (embedding, map) : null;
}
