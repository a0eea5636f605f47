using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Teams.Notifications;

public static class MentionNotice
{
    /// <summary>Tells every member of the project whom a text mentions, inside the write that stores the text.</summary>
    /// <param name="db">The write's context.</param>
    /// <param name="actor">Who wrote it; mentioning oneself tells nobody.</param>
    /// <param name="projectId">The project in which it was written.</param>
    /// <param name="text">What was written.</param>
    /// <param name="objectId">What it was written on.</param>
    /// <param name="about">That thing's name, for the sentence.</param>
    /// <param name="path">Its page below the project's address.</param>
    /// <param name="at">When.</param>
    /// <param name="cancel">Ends the write.</param>
    public static async Task TellMentionedAsync(
        this StudioDb db, Actor actor, Guid projectId, string text, Guid objectId, string about, string path, DateTime at, CancellationToken cancel)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
            return;
        var members = await db.Projects.Where(p => p.Id == projectId).SelectMany(p => p.Team.Memberships)
            .Select(m => new { m.UserId, m.User.DisplayName }).ToListAsync(cancel);
        var mentioned = Mentions.In(text, members.Select(m => m.DisplayName));
        var people = members.Where(m => mentioned.Contains(m.DisplayName, StringComparer.OrdinalIgnoreCase)).Select(m => m.UserId);
        var who = members.Find(m => m.UserId == actor.UserId)?.DisplayName ?? "Somebody";
        await db.NotifyAsync(projectId, actor, people, new Notice(NotificationKind.Mentioned, objectId, $"{who} mentions you in {about}: {text}", path), at, cancel);
    }
}
