using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A name under which versions are approved and served. Programs call it, so it is unique in the team.</summary>
public sealed class RegisteredModel
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ProjectId { get; init; }
    public required Guid TeamId { get; init; }

    /// <summary>Lower-case letters, digits and hyphens: part of the address that programs call.</summary>
    public required string Name { get; set; }

    /// <summary>The dataset that the versions are tuned on; runs on it register here.</summary>
    public required Guid DatasetId { get; init; }

    /// <summary>The number that the next version gets.</summary>
    public int NextNumber { get; set; } = 1;

    public required DateTime CreatedAt { get; init; }
    public Project Project { get; init; } = null!;
}
