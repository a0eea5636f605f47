namespace Studio.Core.Models;

/// <summary>One round of review: who asked, who decided, on which digest.</summary>
public sealed class ModelReview
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid VersionId { get; init; }

    /// <summary>1, 2, 3 … within the version; unique, so that a round can have one decision only.</summary>
    public required int Round { get; init; }

    public required Guid RequestedById { get; init; }
    public required DateTime RequestedAt { get; init; }
    public string Message { get; init; } = "";

    /// <summary>Null while the round is open.</summary>
    public ReviewDecision? Decision { get; set; }

    public Guid? DecidedById { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string Comment { get; set; } = "";

    /// <summary>The number of the card that stood when it was approved.</summary>
    public int? CardNumber { get; set; }

    /// <summary>The digest that was decided upon.</summary>
    public required string Digest { get; init; }
}

/// <summary>How a round ended.</summary>
public enum ReviewDecision { Approved, Rejected, Cancelled }
