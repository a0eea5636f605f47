using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>Every step of a run, streamed, none left out.</summary>
public sealed class RunCurve(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IAsyncEnumerable<PointView>> RunAsync(Actor actor, Guid projectId, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.Runs.AnyAsync(r => r.Id == runId && r.ProjectId == projectId, cancel)
            ? PointsAsync(runId, cancel)
            : throw new NotFoundException("run");
    }

    private async IAsyncEnumerable<PointView> PointsAsync(Guid runId, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await foreach (var point in db.RunPoints.AsNoTracking().Where(p => p.RunId == runId).OrderBy(p => p.Sequence).AsAsyncEnumerable().WithCancellation(cancel))
            yield return RunHistory.View(point);
    }
}
