using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets.Live;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Datasets.Vectors;

/// <summary>Has the vectors of a dataset's examples computed, in the server, whoever is looking.</summary>
public sealed class EmbedDataset(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TextEncoders encoders, EmbeddingRunner runner, DatasetFeeds feeds, TimeProvider time)
{
    /// <summary>Similar examples are found by comparing with all of them, which stays quick up to here.</summary>
    public const int MostExamples = 500_000;

    /// <summary>Puts it in line. Vectors that this encoder made before are used again where the text is the same.</summary>
    /// <exception cref="ConflictException">Vectors of this dataset are being computed already.</exception>
    /// <exception cref="InvalidInputException">The dataset is empty or too large.</exception>
    public async Task<Guid> StartAsync(Actor actor, Guid datasetId, string encoderId, CancellationToken cancel = default)
    {
        DatasetAccess access;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, cancel);
        var encoder = await encoders.FindAsync(access.ProjectId, encoderId, cancel);
        var id = await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            var count = await db.Datasets.Where(d => d.Id == datasetId).Select(d => d.ExampleCount).SingleAsync(token);
            if (count is 0 or > MostExamples)
                throw new InvalidInputException(count == 0 ? "This dataset has no examples yet; import some first."
                    : $"This dataset has {count:N0} examples, and vectors are kept for {MostExamples:N0} at most. Make a smaller dataset of those that matter.");
            var all = await db.DatasetEmbeddings.Where(e => e.DatasetId == datasetId).ToListAsync(token);
            if (all.Exists(e => e.State is EmbeddingState.Queued or EmbeddingState.Running))
                throw new ConflictException("Vectors of this dataset are being computed already. Wait for them, or stop that first.");
            var embedding = all.Find(e => e.EncoderId == encoder.Id);
            if (embedding is null)
                db.DatasetEmbeddings.Add(embedding = new DatasetEmbedding { DatasetId = datasetId, EncoderId = encoder.Id, EncoderName = encoder.Name, EncoderKey = encoder.Key, CreatedById = actor.UserId });
            // Vectors of other weights under the same name are no longer usable.
            if (embedding.EncoderKey != encoder.Key)
                embedding.FinishedAt = null;
            (embedding.EncoderName, embedding.EncoderKey, embedding.CreatedById) = (encoder.Name, encoder.Key, actor.UserId);
            (embedding.State, embedding.QueuedAt, embedding.StartedAt, embedding.Error) = (EmbeddingState.Queued, time.GetUtcNow().UtcDateTime, null, null);
            (embedding.Done, embedding.Total) = (0, count);
            db.Audit(actor, access, "dataset.vectors", $"Vectors of {access.Name} with {encoder.Name} asked for", time);
            return embedding.Id;
        }, cancel);
        runner.Wake();
        feeds.Publish(datasetId, new DatasetEvent.Changed());
        return id;
    }

    /// <summary>Stops what is being computed. What is done is kept for the next time.</summary>
    public async Task CancelAsync(Actor actor, Guid datasetId, CancellationToken cancel = default)
    {
        var stopped = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequireDatasetAsync(actor, datasetId, Permission.EditData, token);
            var open = await db.DatasetEmbeddings.Where(e => e.DatasetId == datasetId && (e.State == EmbeddingState.Queued || e.State == EmbeddingState.Running)).ToListAsync(token);
            foreach (var embedding in open)
            {
                embedding.State = EmbeddingState.Cancelled;
                db.Audit(actor, access, "dataset.vectors.cancel", $"Vectors of {access.Name} with {embedding.EncoderName} stopped", time);
            }

            return open.ConvertAll(e => e.Id);
        }, cancel);
        stopped.ForEach(runner.Interrupt);
        feeds.Publish(datasetId, new DatasetEvent.Changed());
    }
}
