using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A point that people check, and who has.</summary>
public sealed record PersonalCheck(string Key, string Question, IReadOnlyList<string> By, bool Mine);

/// <summary>The people's part of a review's checklist; every tick is kept with its author.</summary>
public sealed class TickChecklist(IDbContextFactory<StudioDb> contexts, IWriteGate gate, ModelFeeds feeds, TimeProvider time)
{
    private static readonly (string Key, string Question)[] Questions =
    [
        ("mistakes", "The mistakes were read, and one can live with them"),
        ("tried", "Somebody tried it on texts that are in no dataset"),
        ("card", "What the card says of use and limits is right"),
        ("harm", "Nobody is treated worse by it, as far as the data lets one see"),
    ];

    public async Task<IReadOnlyList<PersonalCheck>> ReadAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireVersionAsync(actor, versionId, Permission.View, cancel);
        var ticks = await db.ReviewTicks.AsNoTracking().Where(t => t.VersionId == versionId).OrderBy(t => t.At)
            .Select(t => new { t.Question, t.UserId, Name = db.Users.Where(u => u.Id == t.UserId).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(cancel);
        return [.. Questions.Select(q => new PersonalCheck(
            q.Key, q.Question, [.. ticks.Where(t => t.Question == q.Key).Select(t => t.Name ?? "Somebody")], ticks.Any(t => t.Question == q.Key && t.UserId == actor.UserId)))];
    }

    /// <summary>Sets or takes back one's own tick.</summary>
    /// <exception cref="ForbiddenException">The role is below Reviewer.</exception>
    public async Task SetAsync(Actor actor, Guid versionId, string key, bool ticked, CancellationToken cancel = default)
    {
        if (Questions.All(q => q.Key != key))
            throw new InvalidInputException("The checklist has no such point.");
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var at = await db.RequireVersionAsync(actor, versionId, Permission.Review, token);
            var now = time.GetUtcNow().UtcDateTime;
            var removed = await db.ReviewTicks.Where(t => t.VersionId == versionId && t.Question == key && t.UserId == actor.UserId).ExecuteDeleteAsync(token);
            if (ticked)
                db.ReviewTicks.Add(new ReviewTick { VersionId = versionId, Question = key, UserId = actor.UserId, At = now });
            if (ticked != (removed > 0))
                db.Record(actor, at, ticked ? "model.tick" : "model.untick", now, $"{at.Version.Model.Name} version {at.Version.Number}: {key}");
            return at.Project.ProjectId;
        }, cancel);
        feeds.Publish(project, versionId);
    }
}
