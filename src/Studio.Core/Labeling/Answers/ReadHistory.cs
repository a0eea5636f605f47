using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>Something the person said, with the text they said it of.</summary>
public sealed record HistoryItem(long TaskId, string Text, AnnotationKind Kind, string? Value, string? Note, DateTime At, string? SuggestedBy = null, bool AcceptedSuggestion = false);

/// <summary>What the person said in this session, newest first; their own only.</summary>
public sealed class ReadHistory(IDbContextFactory<StudioDb> contexts)
{
    public const int PageSize = 50;

    public async Task<IReadOnlyList<HistoryItem>> RunAsync(
        Actor actor, Guid sessionId, DateTime? before = null, AnnotationKind? kind = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
        var mine = db.Annotations.AsNoTracking().Where(a => a.SessionId == sessionId && a.UserId == actor.UserId);
        if (before is { } at)
            mine = mine.Where(a => a.At < at);
        if (kind is { } only)
            mine = mine.Where(a => a.Kind == only);
        var page = await mine.OrderByDescending(a => a.At).ThenByDescending(a => a.TaskId).Take(PageSize)
            .Join(db.LabelingTasks, a => a.TaskId, t => t.Id, (a, t) => new HistoryItem(t.Id, t.Example.Text, a.Kind, a.Value, a.Note, a.At, a.SuggestedBy, a.AcceptedSuggestion))
            .ToListAsync(cancel);
        return [.. page.OrderByDescending(i => i.At).ThenByDescending(i => i.TaskId)];
    }
}
