namespace Studio.Core.Datasets.Importing;

/// <summary>A file on its way into a dataset. Its rows appear all at once when it is <see cref="ImportState.Done"/>, or never.</summary>
public sealed class DatasetImport
{
    /// <summary>Also names the uploaded file under the storage root.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Guid DatasetId { get; init; }
    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>As the person's file was called; for showing only, never part of a path.</summary>
    public required string FileName { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>How many bytes of a file that comes in parts are on disk.</summary>
    public long BytesReceived { get; set; }

    /// <summary>What tells the sender's file from others, so that choosing it again goes on with what was begun.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>SHA-256 of the file as it came; empty until all of it is here.</summary>
    public required string Sha256 { get; set; }

    public ImportState State { get; set; }

    /// <summary>How the file is read and which column means what (<see cref="ImportPlan"/>), as JSON.</summary>
    public string? Plan { get; set; }

    /// <summary>Rows read so far, stored or rejected: a restart goes on after them.</summary>
    public long RowsRead { get; set; }

    public long RowsStored { get; set; }
    public long RowsLabeled { get; set; }
    public long RowsRejected { get; set; }

    /// <summary>When the job last said that it is alive, or the last part of the file came.</summary>
    public DateTime? HeartbeatAt { get; set; }

    public DateTime? FinishedAt { get; set; }

    /// <summary>Why it failed, as a sentence for people.</summary>
    public string? Error { get; set; }
}

public enum ImportState
{
    /// <summary>The file is on its way, in parts.</summary>
    Receiving,

    /// <summary>The file is here; nobody has said yet what its columns mean.</summary>
    Uploaded,
    Queued,
    Running,

    /// <summary>Its rows, which nobody saw, are being removed; it ends as failed when it has an error, otherwise as cancelled.</summary>
    Undoing,
    Done,
    Failed,
    Cancelled,
}

/// <summary>A row of the file that was not imported, and why.</summary>
public sealed class ImportReject
{
    public long Id { get; init; }
    public required Guid ImportId { get; init; }

    /// <summary>Counted from 1, the header not included.</summary>
    public required long RowNumber { get; init; }

    public required string Reason { get; init; }

    /// <summary>The row's beginning.</summary>
    public required string Excerpt { get; init; }
}
