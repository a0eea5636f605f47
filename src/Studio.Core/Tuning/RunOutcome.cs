using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>What came out of a finished run, as far as it is made.</summary>
public sealed record OutcomeView(Guid? ScorecardId, Guid? VersionId);

/// <summary>Finds a run's scorecard and registered version.</summary>
public sealed class RunOutcome(IDbContextFactory<StudioDb> contexts)
{
    public async Task<OutcomeView> RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        if (!await db.Runs.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel))
            throw new NotFoundException("run");
        return new OutcomeView(
            await db.Scorecards.Where(s => s.RunId == runId).OrderBy(s => s.CreatedAt).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancel),
            await db.ModelVersions.Where(v => v.RunId == runId).OrderBy(v => v.Id).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(cancel));
    }
}
