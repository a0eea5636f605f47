using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>Puts what a person skipped back into the queue for them.</summary>
public sealed class ReturnSkipped(IDbContextFactory<StudioDb> contexts, IGrainFactory grains)
{
    /// <returns>How many examples are open to the person again.</returns>
    public async Task<int> RunAsync(Actor actor, Guid sessionId, CancellationToken cancel = default)
    {
        List<long> skipped;
        await using (var db = await contexts.CreateDbContextAsync(cancel))
        {
            await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
            skipped = await db.Annotations
                .Where(a => a.SessionId == sessionId && a.UserId == actor.UserId && a.Kind == AnnotationKind.Skip)
                .OrderBy(a => a.TaskId).Select(a => a.TaskId).ToListAsync(cancel);
        }

        var queue = grains.GetGrain<ILabelQueueGrain>(sessionId);
        foreach (var chunk in skipped.Chunk(AnswerTasks.MaxCommands))
            await queue.AnswerAsync(actor.UserId, Guid.Empty, [.. chunk.Select(id => new AnnotationCommand(Guid.NewGuid(), AnnotationKind.Undo, id))]);
        return skipped.Count;
    }
}
