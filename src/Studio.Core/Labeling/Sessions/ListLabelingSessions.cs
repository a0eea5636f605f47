using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Sessions;

/// <summary>The labeling sessions of a project, newest first.</summary>
public sealed class ListLabelingSessions(IDbContextFactory<StudioDb> contexts)
{
    public async Task<IReadOnlyList<LabelingSessionLine>> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.LabelingSessions.AsNoTracking().Where(s => s.ProjectId == projectId).OrderByDescending(s => s.CreatedAt)
            .Select(s => new LabelingSessionLine(
                s.Id, s.Name, s.Schema.Kind, s.State, s.DatasetId, s.Dataset.Name, s.Overlap, s.TaskCount,
                db.LabelingTasks.Count(t => t.SessionId == s.Id && (t.State == TaskState.Agreed || t.State == TaskState.Adjudicated)),
                db.LabelingTasks.Count(t => t.SessionId == s.Id && t.State == TaskState.Disputed),
                db.Annotations.Count(a => a.SessionId == s.Id && a.Slot != null), s.CreatedAt))
            .ToListAsync(cancel);
    }
}
