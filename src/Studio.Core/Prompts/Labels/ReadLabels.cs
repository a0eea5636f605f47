using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Labels;

public sealed record LabelRow(string Name, int Number, string MovedBy, DateTime MovedAt);

public sealed record LabelMoveRow(string Label, int? From, int? To, string MovedBy, DateTime At);

/// <summary>A program or person that fetched the prompt: what it asked for and which version it got.</summary>
public sealed record PromptUseRow(string Caller, bool IsKey, string Asked, int Number, DateTime LastAt);

public sealed record LabelOverview(IReadOnlyList<LabelRow> Labels, IReadOnlyList<LabelMoveRow> History, IReadOnlyList<PromptUseRow> Uses);

/// <summary>A prompt's labels with their history, and who uses them.</summary>
public sealed class ReadLabels(IDbContextFactory<StudioDb> contexts)
{
    private const int MostMoves = 200;
    private const int MostUses = 100;

    public async Task<LabelOverview> RunAsync(Actor actor, Guid promptId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequirePromptAsync(actor, promptId, Permission.View, cancel);
        var labels = await (from l in db.PromptLabels.AsNoTracking()
                            where l.PromptId == promptId
                            join u in db.Users on l.MovedById equals u.Id
                            orderby l.Name
                            select new LabelRow(l.Name, l.Number, u.DisplayName, l.MovedAt)).ToListAsync(cancel);
        var moves = await (from m in db.PromptLabelMoves.AsNoTracking()
                           where m.PromptId == promptId
                           join u in db.Users on m.MovedById equals u.Id
                           orderby m.At descending, m.Id descending
                           select new LabelMoveRow(m.Label, m.From, m.To, u.DisplayName, m.At)).Take(MostMoves).ToListAsync(cancel);
        var uses = await db.PromptUses.AsNoTracking().Where(u => u.PromptId == promptId).OrderByDescending(u => u.LastAt).Take(MostUses)
            .Select(u => new
            {
                Use = u,
                Key = db.ApiKeys.Where(k => k.Id == u.CallerId).Select(k => k.Name).FirstOrDefault(),
                Person = db.Users.Where(p => p.Id == u.CallerId).Select(p => p.DisplayName).FirstOrDefault(),
            }).ToListAsync(cancel);
        return new LabelOverview(labels, moves, uses.ConvertAll(u => new PromptUseRow(
            u.Key ?? u.Person ?? "a key that is gone", u.Person is null, u.Use.Asked, u.Use.Number, u.Use.LastAt)));
    }
}
