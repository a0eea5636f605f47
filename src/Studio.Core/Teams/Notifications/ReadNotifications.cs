using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Notifications;

/// <summary>A notification as the bell and its page show it. <paramref name="Href"/> leads to what it is about.</summary>
public sealed record NotificationView(Guid Id, NotificationKind Kind, string Text, string? Project, string Href, DateTime At, bool IsRead);

/// <summary>A person's own notifications, newest first, without those of projects that they can no longer open.</summary>
public sealed class ReadNotifications(IDbContextFactory<StudioDb> contexts)
{
    public const int PageSize = 50;

    public async Task<int> CountUnreadAsync(Actor actor, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Visible(db, actor).CountAsync(n => n.ReadAt == null, cancel);
    }

    /// <param name="actor">Whose.</param>
    /// <param name="unreadOnly">Without those already seen.</param>
    /// <param name="skip">How many newer ones were read before.</param>
    /// <param name="take">How many at most.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<IReadOnlyList<NotificationView>> RunAsync(
        Actor actor, bool unreadOnly = false, int skip = 0, int take = PageSize, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await Visible(db, actor).Where(n => !unreadOnly || n.ReadAt == null).OrderByDescending(n => n.At).ThenByDescending(n => n.Id).Skip(skip).Take(take)
            .Select(n => new { n.Id, n.Kind, n.Text, n.ProjectId, Project = db.Projects.Where(p => p.Id == n.ProjectId).Select(p => p.Name).FirstOrDefault(), n.Path, n.At, n.ReadAt })
            .ToListAsync(cancel);
        return [.. rows.Select(n => new NotificationView(n.Id, n.Kind, n.Text, n.Project, n.ProjectId is { } project ? $"/p/{project}/{n.Path}" : n.Path, n.At, n.ReadAt != null))];
    }

    internal static IQueryable<Notification> Visible(StudioDb db, Actor actor)
    {
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        return db.Notifications.AsNoTracking().Where(n => n.UserId == actor.UserId && (n.ProjectId == null || projects.Contains(n.ProjectId.Value)));
    }
}
