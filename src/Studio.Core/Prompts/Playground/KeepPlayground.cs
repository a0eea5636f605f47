using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Playground;

/// <summary>Keeps a person's playground from one visit to the next.</summary>
public sealed class KeepPlayground(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time)
{
    private const int MostCharacters = 2_000_000;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public async Task<PlaygroundSheet?> ReadAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var kept = await db.PlaygroundStates.AsNoTracking().Where(s => s.ProjectId == projectId && s.UserId == actor.UserId).Select(s => s.Sheet).SingleOrDefaultAsync(cancel);
        return kept is null ? null : JsonSerializer.Deserialize<PlaygroundSheet>(kept, Json);
    }

    public async Task RunAsync(Actor actor, Guid projectId, PlaygroundSheet sheet, CancellationToken cancel = default)
    {
        var json = JsonSerializer.Serialize(sheet, Json);
        if (json.Length > MostCharacters)
            throw new InvalidInputException("This playground is too long to be kept. Take a prompt out of it.");
        await gate.WriteAsync(async (db, token) =>
        {
            await db.RequireAsync(actor, projectId, Permission.View, token);
            var now = time.GetUtcNow().UtcDateTime;
            var kept = await db.PlaygroundStates.SingleOrDefaultAsync(s => s.ProjectId == projectId && s.UserId == actor.UserId, token);
            if (kept is null)
                db.PlaygroundStates.Add(new PlaygroundState { ProjectId = projectId, UserId = actor.UserId, Sheet = json, SavedAt = now });
            else
                (kept.Sheet, kept.SavedAt) = (json, now);
        }, cancel);
    }
}
