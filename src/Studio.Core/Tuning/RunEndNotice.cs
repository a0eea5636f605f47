using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;

namespace Studio.Core.Tuning;

/// <summary>Tells whoever launched a run, and whoever watches it, how it ended; inside the write that ends it.</summary>
internal static class RunEndNotice
{
    public static async Task TellRunEndAsync(
        this StudioDb db, Guid runId, RunState state, string? error, Actor? by, DateTime now, CancellationToken cancel)
    {
        var run = await db.Runs.AsNoTracking().Where(r => r.Id == runId).Select(r => new { r.ProjectId, r.Number, r.Name, r.CreatedById }).SingleAsync(cancel);
        var people = await db.Watchers.Where(w => w.ObjectId == runId).Select(w => w.UserId).ToListAsync(cancel);
        await db.NotifyAsync(
            run.ProjectId, by, [run.CreatedById, .. people], new Notice(NotificationKind.RunEnded, runId, $"Run {run.Number}, {run.Name}, {How(state, error)}", $"tuning/{run.Number}"), now, cancel);
    }

    /// <summary>The end of the sentence, for tuning and prompt runs alike.</summary>
    public static string How(RunState state, string? error) => state switch
    {
        RunState.Succeeded => "is done.",
        RunState.Failed => $"failed: {error}",
        _ => "was cancelled.",
    };
}
