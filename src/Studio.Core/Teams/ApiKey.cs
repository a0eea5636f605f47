namespace Studio.Core.Teams;

/// <summary>A bearer key for programs: it acts in one team with one role. Only its hash is kept.</summary>
public sealed class ApiKey
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid TeamId { get; init; }
    public required Guid CreatedById { get; init; }
    public required string Name { get; set; }

    /// <summary>The first characters, so that a person recognises the key in a list.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the whole key, in hexadecimal; the key itself is random enough to need no slower hash.</summary>
    public required string Hash { get; init; }

    public required Role Role { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime? ExpiresAt { get; init; }
    public DateTime? RevokedAt { get; set; }
    public DateTime? LastUsedAt { get; set; }
}
