using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams;

public sealed record AuditLine(long Id, DateTime At, string Who, bool ByKey, string Action, string? Project, string Details);

/// <summary>What to show of the trail; every part that is null shows all.</summary>
/// <param name="UserId">Whose doing.</param>
/// <param name="About">The object in the action's name: <c>dataset</c> for <c>dataset.import</c> and its like.</param>
/// <param name="ProjectId">In which project.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day, in UTC.</param>
/// <param name="Text">Words in the details.</param>
public sealed record AuditFilter(Guid? UserId = null, string? About = null, Guid? ProjectId = null, DateOnly? From = null, DateOnly? To = null, string? Text = null);

/// <summary>What there is to choose from in a team's trail.</summary>
public sealed record AuditChoices(IReadOnlyList<(Guid Id, string Name)> People, IReadOnlyList<string> About);

/// <summary>The team's trail, newest first, a page at a time; with what its members changed about their own accounts.</summary>
public sealed class ReadAudit(IDbContextFactory<StudioDb> contexts)
{
    public const int PageSize = 100;

    /// <param name="actor">Who asks; an Owner.</param>
    /// <param name="teamId">The team.</param>
    /// <param name="filter">What to show; null shows all.</param>
    /// <param name="before">Only what is older than this entry; null begins at the newest.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<IReadOnlyList<AuditLine>> RunAsync(
        Actor actor, Guid teamId, AuditFilter? filter = null, long? before = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        return await Chosen(Of(db, teamId), filter ?? new AuditFilter())
            .Where(e => before == null || e.Id < before).OrderByDescending(e => e.Id).Take(PageSize)
            .Select(e => new AuditLine(
                e.Id, e.At, db.Users.Where(u => u.Id == e.UserId).Select(u => u.DisplayName).FirstOrDefault() ?? "Studio", e.ApiKeyId != null, e.Action,
                db.Projects.Where(p => p.Id == e.ProjectId).Select(p => p.Name).FirstOrDefault(), e.Details))
            .ToListAsync(cancel);
    }

    public async Task<AuditChoices> ChoicesAsync(Actor actor, Guid teamId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireTeamAsync(actor, teamId, Permission.Administer, cancel);
        var people = Of(db, teamId).Select(e => e.UserId).Distinct();
        var names = await db.Users.Where(u => people.Contains(u.Id)).OrderBy(u => u.DisplayName).Select(u => new { u.Id, u.DisplayName }).ToListAsync(cancel);
        var actions = await Of(db, teamId).Select(e => e.Action).Distinct().ToListAsync(cancel);
        return new AuditChoices([.. names.Select(n => (n.Id, n.DisplayName))], [.. actions.Select(a => a.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)]);
    }

    private static IQueryable<AuditEvent> Of(StudioDb db, Guid teamId) => db.AuditEvents.AsNoTracking().Where(e =>
        e.TeamId == teamId || (e.TeamId == null && db.Memberships.Any(m => m.TeamId == teamId && m.UserId == e.UserId)));

    private static IQueryable<AuditEvent> Chosen(IQueryable<AuditEvent> events, AuditFilter filter)
    {
        if (filter.UserId is { } user)
            events = events.Where(e => e.UserId == user);
        if (filter.ProjectId is { } project)
            events = events.Where(e => e.ProjectId == project);
        if (filter.About is { Length: > 0 } about)
            events = events.Where(e => e.Action.StartsWith(about + "."));
        if (filter.From is { } from)
        {
            var begin = from.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
            events = events.Where(e => e.At >= begin);
        }

        if (filter.To is { } to && to < DateOnly.MaxValue)
        {
            var end = to.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
            events = events.Where(e => e.At < end);
        }

        if (filter.Text is { Length: > 0 } text)
        {
            var lower = text.ToLowerInvariant();
            // The database lowers the letters; it knows no culture to name.
#pragma warning disable CA1304, CA1311, CA1862
            events = events.Where(e => e.Details.ToLower().Contains(lower));
#pragma warning restore CA1304, CA1311, CA1862
        }

        return events;
    }
}
