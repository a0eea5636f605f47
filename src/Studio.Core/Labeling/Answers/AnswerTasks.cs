using Microsoft.EntityFrameworkCore;
using Studio.Core.Labeling.Queue;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Labeling.Answers;

/// <summary>Takes what a person did on their labeling page: answers, skips, flags, undo. Sending it again changes nothing.</summary>
public sealed class AnswerTasks(IDbContextFactory<StudioDb> contexts, IGrainFactory grains)
{
    public const int MaxCommands = 200;
    public const int MaxNote = 2000;

    /// <returns>One receipt for each command, in their order; they are on disk.</returns>
    /// <exception cref="InvalidInputException">The request itself is unusable.</exception>
    /// <exception cref="NotFoundException">There is no such session for this actor.</exception>
    /// <exception cref="ForbiddenException">The actor's role does not allow labeling.</exception>
    public async Task<IReadOnlyList<AnnotationReceipt>> RunAsync(
        Actor actor, Guid sessionId, Guid seat, IReadOnlyList<AnnotationCommand> commands, CancellationToken cancel = default)
    {
        if (commands.Count is 0 or > MaxCommands)
            throw new InvalidInputException($"Send between 1 and {MaxCommands} answers at once.");
        if (commands.Any(c => c.Note?.Length > MaxNote))
            throw new InvalidInputException($"A note has at most {MaxNote} characters.");
        await using (var db = await contexts.CreateDbContextAsync(cancel))
            await db.RequireSessionAsync(actor, sessionId, Permission.Label, cancel);
        return await grains.GetGrain<ILabelQueueGrain>(sessionId).AnswerAsync(actor.UserId, seat, commands);
    }
}
