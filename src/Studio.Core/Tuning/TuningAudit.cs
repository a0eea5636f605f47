using Studio.Core.Teams;

namespace Studio.Core.Tuning;

internal static class TuningAudit
{
    public static AuditEvent Event(Actor actor, ProjectAccess access, DateTime at, string action, Guid runId, string details) =>
        AuditTrail.Event(actor, access.TeamId, access.ProjectId, at, action, runId, details);
}
