using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Labels;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>Points a label at a version, or takes it away. Programs that ask for the label get the new version at once.</summary>
public sealed class MoveLabel(IWriteGate gate, PromptFeeds feeds, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid promptId, string label, int number, CancellationToken cancel = default)
    {
        var name = PromptRules.Label(label);
        var moved = await gate.WriteAsync<Prompt?>(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            if (!await db.PromptVersions.AnyAsync(v => v.PromptId == promptId && v.Number == number, token))
                throw new NotFoundException("version");
            var existing = await db.PromptLabels.SingleOrDefaultAsync(l => l.PromptId == promptId && l.Name == name, token);
            var before = existing?.Number;
            if (before == number)
                return null;
            var now = time.GetUtcNow().UtcDateTime;
            if (existing is null)
                db.PromptLabels.Add(new PromptLabel { PromptId = promptId, Name = name, Number = number, MovedById = actor.UserId, MovedAt = now });
            else
                (existing.Number, existing.MovedById, existing.MovedAt) = (number, actor.UserId, now);
            db.PromptLabelMoves.Add(new PromptLabelMove { PromptId = promptId, Label = name, From = before, To = number, MovedById = actor.UserId, At = now });
            db.Record(actor, access, "prompt.label", now, $"{access.Prompt.Name}: {name} → version {number}{(before is null ? "" : $" (was {before})")}");
            return access.Prompt;
        }, cancel);
        if (moved is not null)
            feeds.Publish(moved.ProjectId, new PromptChange(promptId, PromptChangeKind.Labeled, actor.UserId, number));
    }

    public async Task RemoveAsync(Actor actor, Guid promptId, string label, CancellationToken cancel = default)
    {
        var removed = await gate.WriteAsync<Prompt?>(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var existing = await db.PromptLabels.SingleOrDefaultAsync(l => l.PromptId == promptId && l.Name == label, token);
            if (existing is null)
                return null;
            var now = time.GetUtcNow().UtcDateTime;
            db.PromptLabels.Remove(existing);
            db.PromptLabelMoves.Add(new PromptLabelMove { PromptId = promptId, Label = label, From = existing.Number, MovedById = actor.UserId, At = now });
            db.Record(actor, access, "prompt.label", now, $"{access.Prompt.Name}: {label} taken away");
            return access.Prompt;
        }, cancel);
        if (removed is not null)
            feeds.Publish(removed.ProjectId, new PromptChange(promptId, PromptChangeKind.Labeled, actor.UserId));
    }
}
