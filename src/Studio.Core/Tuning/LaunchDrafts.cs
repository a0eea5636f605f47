using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Tuning;

/// <summary>A draft as the launcher reads and writes it.</summary>
public sealed record LaunchDraftView(Guid? SnapshotId, string Name, string Recipe);

/// <summary>Keeps what somebody typed on the launcher until it is launched, also when the browser is closed.</summary>
public sealed class LaunchDrafts(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time)
{
    public async Task<LaunchDraftView?> ReadAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        return await db.LaunchDrafts.AsNoTracking().Where(d => d.ProjectId == projectId && d.UserId == actor.UserId)
            .Select(d => new LaunchDraftView(d.SnapshotId, d.Name, d.Recipe)).SingleOrDefaultAsync(cancel);
    }

    public async Task SaveAsync(Actor actor, Guid projectId, LaunchDraftView draft, CancellationToken cancel = default)
    {
        await using var read = await contexts.CreateDbContextAsync(cancel);
        await read.RequireAsync(actor, projectId, Permission.View, cancel);
        if (draft.Recipe.Length > 100_000 || draft.Name.Length > 1_000)
            throw new InvalidInputException("This draft is too long to be kept.");
        await gate.WriteAsync(async (db, token) =>
        {
            var kept = await db.LaunchDrafts.SingleOrDefaultAsync(d => d.ProjectId == projectId && d.UserId == actor.UserId, token);
            if (kept is null)
                db.LaunchDrafts.Add(kept = new LaunchDraft { ProjectId = projectId, UserId = actor.UserId, Recipe = draft.Recipe });
            (kept.SnapshotId, kept.Name, kept.Recipe, kept.SavedAt) = (draft.SnapshotId, draft.Name, draft.Recipe, time.GetUtcNow().UtcDateTime);
        }, cancel);
    }

    public Task ForgetAsync(Actor actor, Guid projectId, CancellationToken cancel = default) => gate.WriteAsync(async (db, token) =>
        await db.LaunchDrafts.Where(d => d.ProjectId == projectId && d.UserId == actor.UserId).ExecuteDeleteAsync(token), cancel);
}
