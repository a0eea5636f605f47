namespace Studio.Core.Datasets.Vectors;

/// <summary>The vectors of a dataset's examples by one encoder. The one that was finished last is what similar examples and the map are taken from.</summary>
public sealed class DatasetEmbedding
{
    /// <summary>Also names its file under the storage root.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid DatasetId { get; init; }

    /// <summary>A <see cref="TextEncoder"/>'s id and, as it was when this was asked for, its name and key.</summary>
    public required string EncoderId { get; init; }

    public required string EncoderName { get; set; }
    public required string EncoderKey { get; set; }
    public EmbeddingState State { get; set; }

    /// <summary>Examples that have their vector, of so many.</summary>
    public long Done { get; set; }

    public long Total { get; set; }
    public required Guid CreatedById { get; set; }
    public DateTime QueuedAt { get; set; }
    public DateTime? StartedAt { get; set; }

    /// <summary>When all vectors were there last; they stay usable while newer ones are being computed.</summary>
    public DateTime? FinishedAt { get; set; }

    /// <summary>When the job last said that it is alive.</summary>
    public DateTime? HeartbeatAt { get; set; }

    /// <summary>Why it failed, as a sentence for people.</summary>
    public string? Error { get; set; }
}

public enum EmbeddingState { Queued, Running, Done, Failed, Cancelled }
