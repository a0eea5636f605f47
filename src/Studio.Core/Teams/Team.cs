namespace Studio.Core.Teams;

/// <summary>People who share projects.</summary>
public sealed class Team
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public DateTime CreatedAt { get; init; }
    public List<Membership> Memberships { get; } = [];
    public List<Project> Projects { get; } = [];
}

/// <summary>What a person may do in a team.</summary>
public sealed class Membership
{
    public required Guid TeamId { get; init; }
    public required Guid UserId { get; init; }
    public required Role Role { get; set; }

    /// <summary>Given by a group of the sign-in provider, which also changes it and takes it away.</summary>
    public bool FromProvider { get; init; }

    public DateTime CreatedAt { get; init; }
    public Team Team { get; init; } = null!;
    public User User { get; init; } = null!;
}

/// <summary>One task that a team adapts models for, with its data, runs and models.</summary>
public sealed class Project
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid TeamId { get; init; }
    public required string Name { get; set; }
    public string Description { get; set; } = "";

    /// <summary>Made by the example generator; everything in it is synthetic.</summary>
    public bool IsExample { get; init; }

    public DateTime CreatedAt { get; init; }
    public Team Team { get; init; } = null!;
}
