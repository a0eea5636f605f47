namespace Studio.Core.Models;

/// <summary>Somebody has looked at a point of the checklist that a machine cannot check.</summary>
public sealed class ReviewTick
{
    public required Guid VersionId { get; init; }
    public required string Question { get; init; }
    public required Guid UserId { get; init; }
    public required DateTime At { get; init; }
}
