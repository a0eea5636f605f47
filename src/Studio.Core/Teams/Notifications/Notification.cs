namespace Studio.Core.Teams.Notifications;

public enum NotificationKind { ReviewRequested, ReviewDecided, RunEnded, Mentioned, AdjudicationWaiting, PromptRunEnded, TeamJoined, BaseModelChecked, BaseModelAdmitted }

/// <summary>Something that a person should know, kept until they have seen it, however often they sign in and out meanwhile.</summary>
public sealed class Notification
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid UserId { get; init; }
    public required NotificationKind Kind { get; init; }

    /// <summary>The project that it is about; whoever loses access to it no longer sees the notification. Null: about the person's own account or teams.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The run, version, session … that it is about.</summary>
    public required Guid ObjectId { get; init; }

    /// <summary>One sentence.</summary>
    public required string Text { get; set; }

    /// <summary>The object's page, below the project's address.</summary>
    public required string Path { get; set; }

    public required DateTime At { get; set; }
    public DateTime? ReadAt { get; set; }
}
