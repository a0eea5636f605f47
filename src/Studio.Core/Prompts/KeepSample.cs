using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts;

/// <summary>Keeps the values with which somebody tries a prompt.</summary>
public sealed class KeepSample(IDbContextFactory<StudioDb> contexts, IWriteGate gate)
{
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(Actor actor, Guid promptId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequirePromptAsync(actor, promptId, Permission.View, cancel);
        var kept = await db.PromptSamples.AsNoTracking().Where(s => s.PromptId == promptId && s.UserId == actor.UserId).Select(s => s.Values).SingleOrDefaultAsync(cancel);
        return kept is null ? new Dictionary<string, string>() : JsonSerializer.Deserialize<Dictionary<string, string>>(kept)!;
    }

    public async Task RunAsync(Actor actor, Guid promptId, IReadOnlyDictionary<string, string> values, CancellationToken cancel = default)
    {
        var json = JsonSerializer.Serialize(values);
        if (json.Length > PromptRules.MaxTemplateLength)
            throw new InvalidInputException("These values are too long to be kept.");
        await gate.WriteAsync(async (db, token) =>
        {
            await db.RequirePromptAsync(actor, promptId, Permission.View, token);
            var kept = await db.PromptSamples.SingleOrDefaultAsync(s => s.PromptId == promptId && s.UserId == actor.UserId, token);
            if (kept is null)
                db.PromptSamples.Add(new PromptSample { PromptId = promptId, UserId = actor.UserId, Values = json });
            else
                kept.Values = json;
        }, cancel);
    }
}
