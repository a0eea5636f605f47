using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Evaluation;

internal static class ScorecardAccess
{
    /// <summary>Complete scorecards of the actor's projects; a foreign id finds nothing here.</summary>
    public static IQueryable<Scorecard> ScorecardsOf(this StudioDb db, Actor actor)
    {
        var projects = db.ProjectsOf(actor).Select(p => p.Id);
        return db.Scorecards.AsNoTracking().Where(s => s.CompletedAt != null && projects.Contains(s.ProjectId));
    }

    /// <exception cref="NotFoundException">There is no such scorecard for this actor.</exception>
    public static async Task<Scorecard> RequireScorecardAsync(this StudioDb db, Actor actor, Guid id, CancellationToken cancel)
    {
        var scorecard = await db.ScorecardsOf(actor).SingleOrDefaultAsync(s => s.Id == id, cancel) ?? throw new NotFoundException("scorecard");
        await db.RequireAsync(actor, scorecard.ProjectId, Permission.View, cancel);
        return scorecard;
    }
}
