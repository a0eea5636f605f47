using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Prompts.Runs;

/// <summary>An ended row with the text as it was frozen; null where the snapshot's file is gone.</summary>
public sealed record PromptRunAnswer(
    int Position, string ExampleId, string? Text, string Label, RowOutcome Outcome, string? Prediction, string? Reason, string? Answer,
    int InputTokens, int OutputTokens, int Milliseconds, int Attempts, LabelScores? Scores = null);

public sealed record PromptRunAnswers(IReadOnlyList<PromptRunAnswer> Rows, int Total);

/// <summary>The rows of a run that ended, in the order of the split.</summary>
public sealed class ReadPromptRunRows(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots)
{
    /// <exception cref="NotFoundException">The project has no such run, or the actor no access to it.</exception>
    public async Task<PromptRunAnswers> RunAsync(
        Actor actor, Guid projectId, Guid runId, RowOutcome? outcome = null, int skip = 0, int take = 50, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var run = await db.PromptRuns.AsNoTracking().Where(r => r.Id == runId && r.ProjectId == projectId)
            .Select(r => new { r.SnapshotHash, r.Split }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("run");
        var rows = db.PromptRunRows.AsNoTracking().Where(r => r.RunId == runId && (outcome == null || r.Outcome == outcome));
        var total = await rows.CountAsync(cancel);
        var page = await rows.OrderBy(r => r.Position).Skip(skip).Take(Math.Clamp(take, 1, 200)).ToListAsync(cancel);
        var texts = await snapshots.TextsOfAsync(run.SnapshotHash, run.Split, page.Select(r => r.ExampleId).ToHashSet(), cancel);
        return new PromptRunAnswers([.. page.Select(r => Answer(r, texts))], total);
    }

    /// <summary>One row; null where it has not ended.</summary>
    public async Task<PromptRunAnswer?> OneAsync(Actor actor, Guid projectId, Guid runId, int position, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var run = await db.PromptRuns.AsNoTracking().Where(r => r.Id == runId && r.ProjectId == projectId)
            .Select(r => new { r.SnapshotHash, r.Split }).SingleOrDefaultAsync(cancel) ?? throw new NotFoundException("run");
        var row = await db.PromptRunRows.AsNoTracking().SingleOrDefaultAsync(r => r.RunId == runId && r.Position == position, cancel);
        return row is null ? null : Answer(row, await snapshots.TextsOfAsync(run.SnapshotHash, run.Split, new HashSet<string> { row.ExampleId }, cancel));
    }

    private static PromptRunAnswer Answer(PromptRunRow row, IReadOnlyDictionary<string, string> texts) => new(
        row.Position, row.ExampleId, texts.GetValueOrDefault(row.ExampleId), row.Label, row.Outcome, row.Prediction, row.Reason, row.Answer,
        row.InputTokens, row.OutputTokens, row.Milliseconds, row.Attempts,
        row.Scores is null ? null : LabelScores.Parse(row.Scores));
}
