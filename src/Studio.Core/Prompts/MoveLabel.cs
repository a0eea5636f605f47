using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>Points a label at a version, or takes it away. Programs that ask for the label get the new version at once.</summary>
public sealed class MoveLabel(IWriteGate gate, TimeProvider time)
{
    public async Task RunAsync(Actor actor, Guid promptId, string label, int number, CancellationToken cancel = default)
    {
        var name = PromptRules.Label(label);
        await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            if (!await db.PromptVersions.AnyAsync(v => v.PromptId == promptId && v.Number == number, token))
                throw new NotFoundException("version");
            var now = time.GetUtcNow().UtcDateTime;
            var existing = await db.PromptLabels.SingleOrDefaultAsync(l => l.PromptId == promptId && l.Name == name, token);
            if (existing?.Number == number)
                return;
            var before = existing?.Number;
            if (existing is null)
                db.PromptLabels.Add(new PromptLabel { PromptId = promptId, Name = name, Number = number, MovedById = actor.UserId, MovedAt = now });
            else
                (existing.Number, existing.MovedById, existing.MovedAt) = (number, actor.UserId, now);
            db.Record(actor, access, "prompt.label", now, $"{access.Prompt.Name}: {name} → version {number}{(before is null ? "" : $" (was {before})")}");
        }, cancel);
    }

    public async Task RemoveAsync(Actor actor, Guid promptId, string label, CancellationToken cancel = default) =>
        await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.EditData, token);
            var removed = await db.PromptLabels.Where(l => l.PromptId == promptId && l.Name == label).ExecuteDeleteAsync(token);
            if (removed > 0)
                db.Record(actor, access, "prompt.label", time.GetUtcNow().UtcDateTime, $"{access.Prompt.Name}: {label} taken away");
        }, cancel);
}
