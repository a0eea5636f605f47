namespace Studio.Core.Prompts.Connections;

/// <summary>An OpenAI-compatible endpoint whose models a team, or one project of it, may ask.</summary>
public sealed class ModelConnection
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid TeamId { get; init; }

    /// <summary>The one project that sees it; null for all of the team's.</summary>
    public Guid? ProjectId { get; init; }

    public required string Name { get; set; }

    /// <summary>Ends without a slash; <c>/chat/completions</c> is put behind it.</summary>
    public required string BaseUrl { get; set; }

    /// <summary>The key as <see cref="ISecretProtector"/> made it; null where the endpoint needs none. It is never shown again and never logged.</summary>
    public string? ProtectedKey { get; set; }

    /// <summary>Calls at the same time, over all who use it.</summary>
    public int MaxConcurrency { get; set; }

    /// <summary>How long a call may be silent.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>What the prices are in, such as <c>USD</c>.</summary>
    public string Currency { get; set; } = "USD";

    public required Guid CreatedById { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime UpdatedAt { get; set; }
    public List<ConnectionModel> Models { get; } = [];
}

/// <summary>A model of a connection that may be asked; others of the same endpoint may not.</summary>
public sealed class ConnectionModel
{
    public required Guid ConnectionId { get; init; }

    /// <summary>As the endpoint calls it.</summary>
    public required string Name { get; init; }

    public int Order { get; set; }

    /// <summary>Price of a million tokens sent; null where it is not known.</summary>
    public double? InputPrice { get; set; }

    /// <summary>Price of a million tokens written.</summary>
    public double? OutputPrice { get; set; }
}
