namespace Studio.Core.Models;

/// <summary>
/// A tuned model whose files, recipe, snapshot and scorecard are bound together by one digest. Nothing here but its state ever changes.
/// </summary>
public sealed class ModelVersion
{
    public required Guid Id { get; init; }
    public required Guid ModelId { get; init; }

    /// <summary>1, 2, 3 … within the model.</summary>
    public required int Number { get; init; }

    /// <summary>SHA-256 of <see cref="Manifest"/>, 64 lower-case hexadecimal digits; what an approval names.</summary>
    public required string Digest { get; init; }

    /// <summary>A <see cref="ModelManifest"/> as the very bytes that were hashed, in UTF-8.</summary>
    public required string Manifest { get; init; }

    public required Guid RunId { get; init; }
    public required Guid ScorecardId { get; init; }
    public required string SnapshotHash { get; init; }
    public required Guid LaunchedById { get; init; }
    public required DateTime RegisteredAt { get; init; }
    public required long SizeBytes { get; init; }

    public ModelVersionState State { get; set; }

    /// <summary>The person who asked for the review that is open or was decided last.</summary>
    public Guid? RequestedById { get; set; }

    public DateTime? ApprovedAt { get; set; }
    public RegisteredModel Model { get; init; } = null!;
    public List<ModelReview> Reviews { get; } = [];
}

/// <summary>Registered → InReview → Approved or Rejected; an approved version may be withdrawn, a rejected one reviewed anew.</summary>
public enum ModelVersionState { Registered, InReview, Approved, Rejected, Withdrawn }
