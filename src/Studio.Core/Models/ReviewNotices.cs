using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Models;

/// <summary>Who hears of a review: those who may decide on it when it is asked for, those who wait for it when it is decided.</summary>
internal static class ReviewNotices
{
    public static async Task TellReviewersAsync(this StudioDb db, Actor actor, AccessibleVersion at, DateTime now, CancellationToken cancel)
    {
        var reviewers = await db.MembersWhoMayAsync(at.Project.ProjectId, Permission.Review, cancel);
        reviewers.Remove(at.Version.LaunchedById);
        var who = await db.NameOfAsync(actor, cancel);
        await db.NotifyAsync(at.Project.ProjectId, actor, reviewers, new Notice(
            NotificationKind.ReviewRequested, at.Version.Id, $"{who} asks for a review of {Title(at)}.", ReviewPath(at)), now, cancel);
    }

    public static async Task TellDecisionAsync(
        this StudioDb db, Actor actor, AccessibleVersion at, ModelReview review, DateTime now, CancellationToken cancel)
    {
        var verb = review.Decision == ReviewDecision.Approved ? "approved" : "rejected";
        var reason = review.Comment.Length > 0 ? $": {review.Comment}" : ".";
        await db.NotifyAsync(at.Project.ProjectId, actor, [review.RequestedById, at.Version.LaunchedById], new Notice(
            NotificationKind.ReviewDecided, at.Version.Id, $"{await db.NameOfAsync(actor, cancel)} {verb} {Title(at)}{reason}", $"models/versions/{at.Version.Id}"), now, cancel);
    }

    public static string ReviewPath(AccessibleVersion at) => $"models/versions/{at.Version.Id}/review";

    public static string Title(AccessibleVersion at) => $"{at.Version.Model.Name} version {at.Version.Number}";

    public static Task<string> NameOfAsync(this StudioDb db, Actor actor, CancellationToken cancel) =>
        db.Users.Where(u => u.Id == actor.UserId).Select(u => u.DisplayName).SingleAsync(cancel);
}
