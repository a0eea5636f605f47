using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;

namespace Studio.Core.Models;

/// <summary>What people said and decided about a version, in the order of time.</summary>
internal static class VersionThread
{
    public static async Task<IReadOnlyList<ThreadEntry>> ReadAsync(StudioDb db, Guid versionId, CancellationToken cancel)
    {
        var reviews = await db.ModelReviews.AsNoTracking().Where(r => r.VersionId == versionId).ToListAsync(cancel);
        var comments = await db.ModelComments.AsNoTracking().Where(c => c.VersionId == versionId).ToListAsync(cancel);
        var people = reviews.Select(r => r.RequestedById).Concat(reviews.Select(r => r.DecidedById ?? Guid.Empty)).Concat(comments.Select(c => c.UserId)).Distinct().ToList();
        var names = await db.Users.AsNoTracking().Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancel);
        string Name(Guid? id) => id is { } known && names.TryGetValue(known, out var name) ? name : "Somebody";
        return
        [
            .. reviews.Select(r => new ThreadEntry(r.RequestedAt, Name(r.RequestedById), "asked for a review", r.Message, ThreadKind.Request))
                .Concat(reviews.Where(r => r.DecidedAt is not null).Select(r => new ThreadEntry(r.DecidedAt!.Value, Name(r.DecidedById), Verb(r), r.Comment, Kind(r))))
                .Concat(comments.Select(c => new ThreadEntry(c.At, Name(c.UserId), "wrote", c.Text, ThreadKind.Comment)))
                .OrderBy(entry => entry.At),
        ];
    }

    private static string Verb(ModelReview review) => review.Decision switch
    {
        ReviewDecision.Approved => $"approved sha256:{review.Digest[..12]}…",
        ReviewDecision.Rejected => "rejected it",
        _ => "took the request back",
    };

    private static ThreadKind Kind(ModelReview review) => review.Decision switch
    {
        ReviewDecision.Approved => ThreadKind.Approval,
        ReviewDecision.Rejected => ThreadKind.Rejection,
        _ => ThreadKind.Other,
    };
}
