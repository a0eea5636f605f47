namespace Studio.Core.Tuning;

/// <summary>What a person has filled in on the launcher and not launched yet.</summary>
public sealed class LaunchDraft
{
    public required Guid ProjectId { get; init; }
    public required Guid UserId { get; init; }
    public Guid? SnapshotId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>As typed: it may not be a recipe yet.</summary>
    public required string Recipe { get; set; }

    public DateTime SavedAt { get; set; }
}
