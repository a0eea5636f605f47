using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Reviewing;

/// <summary>An example that people answered differently.</summary>
public sealed record Dispute(long TaskId, string Text, TaskState State, AnnotationValue? Decision, IReadOnlyList<DisputeAnswer> Answers);

public sealed record DisputeAnswer(Guid UserId, string Name, AnnotationValue Value);

/// <summary>The disagreements of a session that wait for a reviewer, in the order of the examples.</summary>
public sealed class ReadDisputes(IDbContextFactory<StudioDb> contexts)
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<Dispute>> RunAsync(Actor actor, Guid sessionId, long after = 0, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Review, cancel);
        var tasks = await db.LabelingTasks.AsNoTracking().Where(t => t.SessionId == sessionId && t.State == TaskState.Disputed && t.Id > after)
            .OrderBy(t => t.Id).Take(PageSize).Select(t => new { t.Id, t.Example.Text, t.State, t.Decision }).ToListAsync(cancel);
        var ids = tasks.ConvertAll(t => t.Id);
        var answers = await db.Annotations.AsNoTracking().Where(a => ids.Contains(a.TaskId) && a.Slot != null)
            .Join(db.Users, a => a.UserId, u => u.Id, (a, u) => new { a.TaskId, a.Slot, a.UserId, u.DisplayName, a.Value }).ToListAsync(cancel);
        var byTask = answers.OrderBy(a => a.Slot).ToLookup(a => a.TaskId);
        return tasks.ConvertAll(t => new Dispute(
            t.Id, t.Text, t.State, t.Decision is null ? null : AnnotationValue.FromJson(t.Decision),
            [.. byTask[t.Id].Select(a => new DisputeAnswer(a.UserId, a.DisplayName, AnnotationValue.FromJson(a.Value!)))]));
    }
}
