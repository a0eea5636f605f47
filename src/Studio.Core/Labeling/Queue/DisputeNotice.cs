using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Labeling.Queue;

/// <summary>Tells reviewers that a session has disagreements. Who has that notice unread already is not told with every further one.</summary>
internal static class DisputeNotice
{
    public static async Task TellDisputesAsync(
        this StudioDb db, LabelingSession session, IEnumerable<AnnotationEffect> effects, DateTime now, CancellationToken cancel)
    {
        if (!effects.Any(e => e.State == TaskState.Disputed && e.StateBefore != TaskState.Disputed))
            return;
        var reviewers = await db.MembersWhoMayAsync(session.ProjectId, Permission.Review, cancel);
        var told = await db.Notifications.Where(n => n.ObjectId == session.Id && n.Kind == NotificationKind.AdjudicationWaiting && n.ReadAt == null)
            .Select(n => n.UserId).ToListAsync(cancel);
        await db.NotifyAsync(session.ProjectId, null, reviewers.Except(told), new Notice(
            NotificationKind.AdjudicationWaiting, session.Id, $"Answers differ in {session.Name}; a reviewer decides.", $"labeling/{session.Id}/disagreements"), now, cancel);
    }
}
