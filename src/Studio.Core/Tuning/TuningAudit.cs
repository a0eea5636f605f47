using Studio.Core.Teams;

namespace Studio.Core.Tuning;

internal static class TuningAudit
{
    public static AuditEvent Event(Actor actor, ProjectAccess access, DateTime at, string action, Guid runId, string details) => new()
    {
        TeamId = access.TeamId,
        ProjectId = access.ProjectId,
        UserId = actor.UserId,
        ApiKeyId = actor.Key?.KeyId,
        At = at,
        Action = action,
        ObjectId = runId,
        Details = details,
    };
}
