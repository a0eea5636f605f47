using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Evaluation;

/// <summary>A project's scorecards, together where they were measured on the same rows.</summary>
public sealed class ListScorecards(IDbContextFactory<StudioDb> contexts)
{
    /// <returns>The split that was measured last comes first.</returns>
    public async Task<IReadOnlyList<MeasuredSplit>> RunAsync(Actor actor, Guid projectId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        await db.RequireAsync(actor, projectId, Permission.View, cancel);
        var found = await db.ScorecardsOf(actor).Where(s => s.ProjectId == projectId)
            .Select(s => new
            {
                s.SnapshotHash,
                s.Split,
                Summary = new ScorecardSummary(
                    s.Id, s.Kind, s.Name, s.RunId, s.Rows, s.Correct, s.Accuracy, s.MacroF1, s.Seconds, s.TrainedParameters, s.CreatedAt)
                    { PromptRunId = s.PromptRunId, LanguageJson = s.Language, Unanswered = s.Unanswered, InputTokens = s.InputTokens, OutputTokens = s.OutputTokens, Price = s.Price, Currency = s.Currency },
            }).ToListAsync(cancel);
        var names = await SplitNames.OfProjectAsync(db, projectId, cancel);
        return
        [
            .. found.GroupBy(s => (s.SnapshotHash, s.Split))
                .OrderByDescending(group => group.Max(s => s.Summary.CreatedAt))
                .Select(group => new MeasuredSplit(
                    SplitNames.Find(names, group.Key.SnapshotHash, group.Key.Split),
                    [.. group.Select(s => s.Summary).OrderByDescending(s => s.Accuracy).ThenBy(s => s.CreatedAt)])),
        ];
    }
}
