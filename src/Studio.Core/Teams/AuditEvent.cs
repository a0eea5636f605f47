namespace Studio.Core.Teams;

/// <summary>Who changed what, when. Written in the same transaction as the change.</summary>
public sealed class AuditEvent
{
    public long Id { get; init; }
    public Guid? TeamId { get; init; }
    public Guid? ProjectId { get; init; }
    public Guid? UserId { get; init; }
    public Guid? ApiKeyId { get; init; }
    public required DateTime At { get; init; }

    /// <summary>Object and verb, such as <c>dataset.import</c> or <c>model.approve</c>.</summary>
    public required string Action { get; init; }

    public Guid? ObjectId { get; init; }

    /// <summary>What a reader needs to know beyond that, in plain words.</summary>
    public string Details { get; init; } = "";
}
