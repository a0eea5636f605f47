using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>An example that somebody found something wrong with.</summary>
public sealed record FlaggedExample(long TaskId, string Text, string By, string? Note, DateTime At);

/// <summary>What was flagged in a session, newest first.</summary>
public sealed class ListFlags(IDbContextFactory<StudioDb> contexts)
{
    public const int Most = 500;

    public async Task<IReadOnlyList<FlaggedExample>> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Review, cancel);
        return await db.Annotations.AsNoTracking().Where(a => a.SessionId == sessionId && a.Kind == AnnotationKind.Flag)
            .Join(db.LabelingTasks, a => a.TaskId, t => t.Id, (a, t) => new { a, t.Example.Text })
            .Join(db.Users, x => x.a.UserId, u => u.Id, (x, u) => new { x.a.TaskId, x.Text, u.DisplayName, x.a.Note, x.a.At })
            .OrderByDescending(x => x.At).Take(Most)
            .Select(x => new FlaggedExample(x.TaskId, x.Text, x.DisplayName, x.Note, x.At)).ToListAsync(cancel);
    }
}
