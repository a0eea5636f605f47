using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Examples;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// An example that is like another, or like a text. The score is the cosine of their vectors: 1 is the same direction, 0 nothing in common.
/// It differs where it has a label, and another one than the example that was asked about.
/// </summary>
public sealed record SimilarExample(long Id, long Position, string Text, IReadOnlyList<string> Labels, bool Answered, DatasetSplit Split, double Score, bool Differs = false);

/// <summary>The nearest examples, and by whose vectors; no encoder's name where the dataset has no vectors yet.</summary>
public sealed record SimilarExamples(string? EncoderName, IReadOnlyList<SimilarExample> Nearest)
{
    public int Differing => Nearest.Count(example => example.Differs);

    /// <summary>Most of the neighbours bear another label: one of them, or the example itself, is likely labeled wrong.</summary>
    public bool Doubtful => 2 * Differing > Nearest.Count;
}

/// <summary>Compares with the vectors of all examples, exactly, reading them from disk block by block.</summary>
public sealed class FindSimilar(IDbContextFactory<StudioDb> contexts, TextEncoders encoders, StorageRoot storage)
{
    public const int MostAsked = 200;

    /// <summary>Room for those whose text was changed or removed since; they are left out.</summary>
    private const int Spare = 100;

    /// <summary>The examples nearest to one of them, which is not among them.</summary>
    /// <exception cref="NotFoundException">There is no such example for this actor.</exception>
    public async Task<SimilarExamples> ToExampleAsync(Actor actor, Guid datasetId, long exampleId, int count, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var example = await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && e.Id == exampleId).Select(e => new { e.Text, Label = e.Label ?? e.Answer })
            .SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("example");
        if (await OpenAsync(db, datasetId, cancel) is not var (embedding, file))
            return new SimilarExamples(null, []);
        var query = await Task.Run(() => VectorOf(file, exampleId, VectorFile.KeyOf(example.Text), cancel), cancel)
            ?? await EncodeAsync(access.ProjectId, embedding, example.Text, cancel);
        return new SimilarExamples(embedding.EncoderName, await NearestAsync(db, datasetId, file, query, count, exampleId, example.Label, cancel));
    }

    /// <summary>The examples nearest to a text that somebody typed.</summary>
    /// <exception cref="InvalidInputException">The text is empty, or the encoder is not there any more.</exception>
    public async Task<SimilarExamples> ToTextAsync(Actor actor, Guid datasetId, string text, int count, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidInputException("Type a text that the examples should be like.");
        if (await OpenAsync(db, datasetId, cancel) is not var (embedding, file))
            return new SimilarExamples(null, []);
        var query = await EncodeAsync(access.ProjectId, embedding, text, cancel);
        return new SimilarExamples(embedding.EncoderName, await NearestAsync(db, datasetId, file, query, count, null, null, cancel));
    }

    // Without its file an embedding is as good as none: computing it again makes the file anew.
    private async Task<(DatasetEmbedding, VectorFile)?> OpenAsync(StudioDb db, Guid datasetId, CancellationToken cancel) =>
        await ReadEmbeddings.CurrentAsync(db, datasetId, cancel) is { } embedding && VectorFile.Find(storage.Vectors(embedding.Id), embedding.EncoderKey) is { } file
            ? (embedding, file) : null;

    private async Task<float[]> EncodeAsync(Guid projectId, DatasetEmbedding embedding, string text, CancellationToken cancel)
    {
        using var encoder = await encoders.OpenAsync(projectId, embedding.EncoderId, cancel);
        return (await encoder.EncodeAsync([text], cancel))[0];
    }

    private static float[]? VectorOf(VectorFile file, long exampleId, UInt128 textKey, CancellationToken cancel)
    {
        float[]? found = null;
        file.Read((heads, vectors) =>
        {
            var at = heads.IndexOf(new VectorHead(exampleId, textKey));
            if (at >= 0)
                found = UnitVector.Unpack(vectors.Slice(at * file.Dimensions, file.Dimensions));
            return found is null;
        }, cancel);
        return found;
    }

    private static async Task<IReadOnlyList<SimilarExample>> NearestAsync(
        StudioDb db, Guid datasetId, VectorFile file, float[] query, int count, long? without, string? label, CancellationToken cancel)
    {
        if (query.Length != file.Dimensions)
            throw new ConflictException("The encoder's files are others than when the vectors were computed. Compute them again on the Map page.");
        var wanted = Math.Clamp(count, 1, MostAsked);
        var top = new TopScores(wanted + Spare);
        await Task.Run(() => file.Read((heads, vectors) =>
        {
            for (var i = 0; i < heads.Length; i++)
            {
                if (heads[i].ExampleId != without)
                    top.Offer(heads[i], UnitVector.Dot(vectors.Slice(i * file.Dimensions, file.Dimensions), query));
            }

            return true;
        }, cancel), cancel);
        var ranked = top.Ranked();
        var ids = ranked.Select(r => r.Head.ExampleId).Distinct().ToList();
        var rows = await db.Examples.AsNoTracking().Where(e => e.DatasetId == datasetId && ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancel);
        return
        [
            .. ranked.Where(r => rows.TryGetValue(r.Head.ExampleId, out var row) && VectorFile.KeyOf(row.Text) == r.Head.TextKey).Take(wanted)
                .Select(r => Shown(rows[r.Head.ExampleId], r.Score, label)),
        ];
    }

    private static SimilarExample Shown(Example row, float score, string? label) => new(
        row.Id, row.Position, row.Text.Length > ListExamples.TextShown ? row.Text[..ListExamples.TextShown] : row.Text,
        row.Label is null ? ExampleAnswer.NamesIn(row.Answer) : [row.Label], row.Answer is not null, row.Split, Math.Clamp(score, -1, 1),
        label is not null && (row.Label ?? row.Answer) is { } other && other != label);
}
