using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Prompts.Runs;

/// <summary>Makes the scorecard of a run that asked about every labelled row of its split: the same kind that tuned models get, on the same rows.</summary>
internal sealed class ScorePromptRun(IDbContextFactory<StudioDb> contexts, MakeScorecard scorecards)
{
    public async Task<Guid> RunAsync(PromptRun run, PromptRunStatus status, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = await db.PromptRunRows.AsNoTracking().Where(r => r.RunId == run.Id).OrderBy(r => r.Position)
            .Select(r => new { r.ExampleId, r.Label, r.Outcome, r.Prediction }).ToListAsync(cancel);
        var answers = rows.ConvertAll(r => new ScoredRow(r.ExampleId, r.Label, r.Outcome switch
        {
            RowOutcome.Failed => Unanswered.NoAnswer,
            RowOutcome.Unread => Unanswered.NoLabel,
            _ => r.Prediction!,
        }, null));
        return await scorecards.FromAnswersAsync(
            new FrozenSplit(run.ProjectId, run.SnapshotHash, run.Split),
            new AnsweredSplit(run.Id, run.Name, answers, status.Seconds, status.InputTokens, status.OutputTokens, status.Price, status.Currency), cancel);
    }
}
