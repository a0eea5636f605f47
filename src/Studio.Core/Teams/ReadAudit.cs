using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

public sealed record AuditLine(long Id, DateTime At, string Who, bool ByKey, string Action, string? Project, string Details);

/// <summary>The team's trail, newest first, a page at a time.</summary>
public sealed class ReadAudit(IDbContextFactory<StudioDb> contexts)
{
    public const int PageSize = 100;

    /// <param name="actor">Who asks; an Owner.</param>
    /// <param name="teamId">The team.</param>
    /// <param name="before">Only what is older than this entry; null begins at the newest.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<IReadOnlyList<AuditLine>> RunAsync(Actor actor, Guid teamId, long? before = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        return await db.AuditEvents.AsNoTracking()
            .Where(e => e.TeamId == teamId && (before == null || e.Id < before)).OrderByDescending(e => e.Id).Take(PageSize)
            .Select(e => new AuditLine(
                e.Id, e.At, db.Users.Where(u => u.Id == e.UserId).Select(u => u.DisplayName).FirstOrDefault() ?? "Studio", e.ApiKeyId != null, e.Action,
                db.Projects.Where(p => p.Id == e.ProjectId).Select(p => p.Name).FirstOrDefault(), e.Details))
            .ToListAsync(cancel);
    }
}
