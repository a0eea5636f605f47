namespace Studio.Core.Models;

/// <summary>What somebody said about a version, in its thread.</summary>
public sealed class ModelComment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid VersionId { get; init; }
    public required Guid UserId { get; init; }
    public required DateTime At { get; init; }
    public required string Text { get; init; }
}
