using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>Saves what somebody is writing, as it is, mistakes and all; called while they type.</summary>
public sealed class KeepDraft(IWriteGate gate, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid promptId, int basedOn, PromptContent content, CancellationToken cancel = default) =>
        await gate.WriteAsync(async (db, token) =>
        {
            await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var now = time.GetUtcNow().UtcDateTime;
            var draft = await db.PromptDrafts.SingleOrDefaultAsync(d => d.PromptId == promptId && d.UserId == actor.UserId, token);
            if (draft is null)
                db.PromptDrafts.Add(new PromptDraft { PromptId = promptId, UserId = actor.UserId, Content = content.ToJson(), BasedOn = basedOn, SavedAt = now });
            else
                (draft.Content, draft.BasedOn, draft.SavedAt) = (content.ToJson(), basedOn, now);
        }, cancel);

    public async Task DiscardAsync(Actor actor, Guid promptId, CancellationToken cancel = default) =>
        await gate.WriteAsync((db, token) =>
            db.PromptDrafts.Where(d => d.PromptId == promptId && d.UserId == actor.UserId).ExecuteDeleteAsync(token), cancel);
}
