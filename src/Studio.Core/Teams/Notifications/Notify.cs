using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Notifications;

/// <summary>What to tell: <paramref name="Path"/> is the address of the object's page below the project's, such as <c>tuning/runs/…</c>.</summary>
public sealed record Notice(NotificationKind Kind, Guid ObjectId, string Text, string Path);

/// <summary>
/// Tells people something, from inside the write that makes it true. Their bells hear of it once the write is on disk, and only then.
/// </summary>
public static class Notify
{
    public const int LongestText = 300;

    /// <summary>
    /// Tells members of the project; whoever is none, is disabled, or did it themselves (<paramref name="by"/>) is left out. What is still unread about
    /// the same object is brought up to date instead of said twice, but for mentions, each of which is a question of its own.
    /// </summary>
    public static async Task NotifyAsync(
        this StudioDb db, Guid projectId, Actor? by, IEnumerable<Guid> people, Notice notice, DateTime at, CancellationToken cancel)
    {
        var wanted = people.Distinct().Where(person => person != by?.UserId).ToList();
        if (wanted.Count == 0)
            return;
        var members = await db.Projects.Where(p => p.Id == projectId).SelectMany(p => p.Team.Memberships)
            .Where(m => wanted.Contains(m.UserId) && m.User.DisabledAt == null).Select(m => m.UserId).ToListAsync(cancel);
        var standing = notice.Kind == NotificationKind.Mentioned ? [] : await db.Notifications
            .Where(n => members.Contains(n.UserId) && n.ObjectId == notice.ObjectId && n.Kind == notice.Kind && n.ReadAt == null).ToListAsync(cancel);
        foreach (var person in members)
            db.Tell(standing.Find(n => n.UserId == person), person, projectId, notice, at);
    }

    /// <summary>Tells one person something about their own account or teams; <see cref="Notice.Path"/> is then an address of the whole site.</summary>
    public static void NotifyPerson(this StudioDb db, Guid person, Notice notice, DateTime at) => db.Tell(null, person, null, notice, at);

    /// <summary>The project's members whose role allows something.</summary>
    public static Task<List<Guid>> MembersWhoMayAsync(this StudioDb db, Guid projectId, Permission permission, CancellationToken cancel)
    {
        var roles = Enum.GetValues<Role>().Where(role => role.Allows(permission)).ToList();
        return db.Projects.Where(p => p.Id == projectId).SelectMany(p => p.Team.Memberships).Where(m => roles.Contains(m.Role)).Select(m => m.UserId).ToListAsync(cancel);
    }

    private static void Tell(this StudioDb db, Notification? standing, Guid person, Guid? projectId, Notice notice, DateTime at)
    {
        var text = notice.Text.Length <= LongestText ? notice.Text : string.Concat(notice.Text.AsSpan(0, LongestText - 1), "…");
        if (standing is not null)
            (standing.Text, standing.Path, standing.At) = (text, notice.Path, at);
        else
            db.Notifications.Add(new Notification { UserId = person, ProjectId = projectId, Kind = notice.Kind, ObjectId = notice.ObjectId, Text = text, Path = notice.Path, At = at });
        db.Notified.Add(person);
    }
}
