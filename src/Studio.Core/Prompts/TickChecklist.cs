using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Prompts.Live;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

public sealed record TickRow(string Item, Guid UserId, string Person, int Number, DateTime At);

/// <summary>People's ticks on the checklist. A tick is about one version and is shown with its number, so that a later version has to earn it again.</summary>
public sealed class TickChecklist(IDbContextFactory<StudioDb> contexts, IWriteGate gate, PromptFeeds feeds, TimeProvider time)
{
    public async Task<IReadOnlyList<TickRow>> ReadAsync(Actor actor, Guid promptId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequirePromptAsync(actor, promptId, Permission.View, cancel);
        return await (from t in db.PromptTicks.AsNoTracking()
                      where t.PromptId == promptId
                      join u in db.Users on t.UserId equals u.Id
                      orderby t.At
                      select new TickRow(t.Item, t.UserId, u.DisplayName, t.Number, t.At)).ToListAsync(cancel);
    }

    /// <param name="actor">Who says it.</param>
    /// <param name="promptId">The prompt.</param>
    /// <param name="item">A title of the checklist.</param>
    /// <param name="number">The version that it is said of; null takes the tick back.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task RunAsync(Actor actor, Guid promptId, string item, int? number, CancellationToken cancel = default)
    {
        if (!PromptStarters.Checklist.Any(point => point.Title == item))
            throw new InvalidInputException($"The checklist has no point called '{item}'.");
        var project = await gate.WriteAsync(async (db, token) =>
        {
            var access = await db.RequirePromptAsync(actor, promptId, Permission.Label, token);
            if (number is not null && !await db.PromptVersions.AnyAsync(v => v.PromptId == promptId && v.Number == number, token))
                throw new NotFoundException("version");
            var tick = await db.PromptTicks.SingleOrDefaultAsync(t => t.PromptId == promptId && t.Item == item && t.UserId == actor.UserId, token);
            var now = time.GetUtcNow().UtcDateTime;
            if (number is not { } of)
                db.RemoveRange(tick is null ? [] : [tick]);
            else if (tick is null)
                db.PromptTicks.Add(new PromptTick { PromptId = promptId, Item = item, UserId = actor.UserId, Number = of, At = now });
            else
                (tick.Number, tick.At) = (of, now);
            return access.Prompt.ProjectId;
        }, cancel);
        feeds.Publish(project, new PromptChange(promptId, PromptChangeKind.Ticked, actor.UserId, number ?? 0));
    }
}
