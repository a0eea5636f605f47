using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Core.Teams.Notifications;
using Studio.Core.Tuning;

namespace Studio.Core.Prompts.Runs;

/// <summary>Tells whoever launched a prompt run, and whoever watches it, how it ended; inside the write that ends it.</summary>
internal static class PromptRunEndNotice
{
    public static async Task TellPromptRunEndAsync(this StudioDb db, PromptRun run, RunState state, string? error, Actor? by, DateTime now, CancellationToken cancel)
    {
        var people = await db.Watchers.Where(w => w.ObjectId == run.Id).Select(w => w.UserId).ToListAsync(cancel);
        await db.NotifyAsync(
            run.ProjectId, by, [run.CreatedById, .. people],
            new Notice(NotificationKind.PromptRunEnded, run.Id, $"Prompt run {run.Number}, {run.Name}, {RunEndNotice.How(state, error)}", $"prompts/runs/{run.Number}"), now, cancel);
    }
}
