using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Models;

/// <summary>A review that this person can decide.</summary>
public sealed record WaitingReview(Guid VersionId, string Model, int Number, string RequestedBy, DateTime RequestedAt);

/// <summary>How far the models of a project are, and what waits for whoever looks.</summary>
public sealed record ReviewSituation(int Versions, int InReview, int Approved, IReadOnlyList<WaitingReview> Waiting);

/// <summary>Open reviews of a project, without those on which the person could not decide anyway.</summary>
public sealed class WaitingReviews(IDbContextFactory<StudioDb> contexts)
{
    public async Task<ReviewSituation> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var project = await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var states = await db.ModelVersions.Where(v => v.Model.ProjectId == projectId).GroupBy(v => v.State)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var waiting = !project.Role.Allows(Permission.Review) ? [] : await (
            from version in db.ModelVersions.AsNoTracking()
            join review in db.ModelReviews on version.Id equals review.VersionId
            join user in db.Users on review.RequestedById equals user.Id
            where version.Model.ProjectId == projectId && version.State == ModelVersionState.InReview && review.DecidedAt == null
                && version.LaunchedById != actor.UserId && review.RequestedById != actor.UserId
            orderby review.RequestedAt
            select new WaitingReview(version.Id, version.Model.Name, version.Number, user.DisplayName, review.RequestedAt)).ToListAsync(cancel);
        return new ReviewSituation(
            states.Values.Sum(), states.GetValueOrDefault(ModelVersionState.InReview), states.GetValueOrDefault(ModelVersionState.Approved), waiting);
    }
}
