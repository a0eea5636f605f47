using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Changes;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// Vectors of a dataset as its page shows them. They are stale where examples came, went or changed since: the new ones are not among the similar ones
/// and not on the map.
/// </summary>
public sealed record EmbeddingSummary(
    Guid Id, string EncoderId, string EncoderName, EmbeddingState State, long Done, long Total, DateTime? FinishedAt, string By, string? Error, bool Stale)
{
    public bool IsBusy => State is EmbeddingState.Queued or EmbeddingState.Running;
}

/// <summary>What a dataset has of vectors and what could make more.</summary>
/// <param name="Encoders">What the project can choose from.</param>
/// <param name="Current">Those that were finished last: similar examples and the map are taken from them.</param>
/// <param name="Busy">Those that are being computed or wait for it.</param>
/// <param name="Ended">The last attempt, where it ended without vectors.</param>
public sealed record DatasetEmbeddings(IReadOnlyList<TextEncoder> Encoders, EmbeddingSummary? Current, EmbeddingSummary? Busy, EmbeddingSummary? Ended);

public sealed class ReadEmbeddings(IDbContextFactory<StudioDb> contexts, TextEncoders encoders)
{
    public async Task<DatasetEmbeddings> RunAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var access = await db.RequireDatasetAsync(actor, datasetId, Permission.View, cancel);
        var rows = await (from e in db.DatasetEmbeddings.AsNoTracking()
                          where e.DatasetId == datasetId
                          join u in db.Users on e.CreatedById equals u.Id
                          orderby e.FinishedAt descending
                          select new { Embedding = e, u.DisplayName }).ToListAsync(cancel);
        var summaries = new List<EmbeddingSummary>();
        foreach (var row in rows)
        {
            var e = row.Embedding;
            var stale = e.FinishedAt is not null && await IsStaleAsync(db, e, cancel);
            summaries.Add(new EmbeddingSummary(e.Id, e.EncoderId, e.EncoderName, e.State, e.Done, e.Total, e.FinishedAt, row.DisplayName, e.Error, stale));
        }

        return new DatasetEmbeddings(
            await encoders.ListAsync(access.ProjectId, cancel), summaries.Where(s => s.FinishedAt is not null).MaxBy(s => s.FinishedAt), summaries.Find(s => s.IsBusy),
            summaries.Where(s => s.State is EmbeddingState.Failed or EmbeddingState.Cancelled).OrderByDescending(s => rows.First(r => r.Embedding.Id == s.Id).Embedding.QueuedAt).FirstOrDefault());
    }

    /// <summary>The vectors that were finished last and are still those of their encoder.</summary>
    internal static Task<DatasetEmbedding?> CurrentAsync(StudioDb db, Guid datasetId, CancellationToken cancel) =>
        db.DatasetEmbeddings.AsNoTracking().Where(e => e.DatasetId == datasetId && e.FinishedAt != null).OrderByDescending(e => e.FinishedAt).FirstOrDefaultAsync(cancel);

    // Labels and splits say nothing of a vector; texts do, and rows that came or went.
    private static async Task<bool> IsStaleAsync(StudioDb db, DatasetEmbedding embedding, CancellationToken cancel) =>
        embedding.State == EmbeddingState.Done && await db.Datasets.AnyAsync(d => d.Id == embedding.DatasetId && d.ExampleCount != embedding.Total, cancel)
        || await db.DatasetSteps.AnyAsync(s => s.DatasetId == embedding.DatasetId && (s.FinishedAt > embedding.FinishedAt || s.UndoneAt > embedding.FinishedAt)
            && (s.Kind == StepKind.Import || db.ExampleRevisions.Any(r => r.StepId == s.Id && (r.TextAfter != null || r.RemovedFrom != null))), cancel);
}
