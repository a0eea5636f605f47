using Studio.Core.Persistence;

namespace Studio.Core.Teams;

/// <summary>The one way onto the trail: every use case that changes something calls it inside its own write, so that change and entry stand or fall together.</summary>
public static class AuditTrail
{
    /// <summary>Longer details are cut: the trail says what happened, the object holds the rest.</summary>
    public const int LongestDetails = 500;

    /// <summary>Something in a project was changed.</summary>
    public static void Audit(
        this StudioDb db, Actor actor, ProjectAccess project, DateTime at, string action, Guid objectId, string details = "") =>
        db.AuditEvents.Add(Event(actor, project.TeamId, project.ProjectId, at, action, objectId, details));

    /// <summary>Something of a team as a whole was changed, or (without a team) an account.</summary>
    public static void AuditTeam(
        this StudioDb db, Actor actor, Guid? teamId, DateTime at, string action, Guid objectId, string details = "", Guid? projectId = null) =>
        db.AuditEvents.Add(Event(actor, teamId, projectId, at, action, objectId, details));

    internal static AuditEvent Event(
        Actor actor, Guid? teamId, Guid? projectId, DateTime at, string action, Guid objectId, string details) => new()
    {
        TeamId = teamId,
        ProjectId = projectId,
        UserId = actor.UserId,
        ApiKeyId = actor.Key?.KeyId,
        At = at,
        Action = action,
        ObjectId = objectId,
        Details = details.Length <= LongestDetails ? details : string.Concat(details.AsSpan(0, LongestDetails - 1), "…"),
    };
}
