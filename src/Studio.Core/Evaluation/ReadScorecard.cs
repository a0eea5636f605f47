using Microsoft.EntityFrameworkCore;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Evaluation;

/// <summary>A scorecard with all figures, and the others of the same rows beside it, the best first.</summary>
public sealed record ScorecardDetails(
    ScorecardSummary Summary, SplitName Split, ScorecardFigures Figures, IReadOnlyList<ScorecardSummary> Others, MeasuredRun? Run)
{
    public IEnumerable<ScorecardSummary> Baselines => Others.Where(s => s.IsBaseline);
}

/// <summary>Where the measured model came from, and the version that it became, if it did.</summary>
public sealed record MeasuredRun(int Number, Guid? VersionId);

public sealed class ReadScorecard(IDbContextFactory<StudioDb> contexts)
{
    /// <exception cref="NotFoundException">There is no such scorecard for this actor.</exception>
    public async Task<ScorecardDetails> RunAsync(Actor actor, Guid id, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scorecard = await db.RequireScorecardAsync(actor, id, cancel);
        var all = await db.ScorecardsOf(actor)
            .Where(s => s.ProjectId == scorecard.ProjectId && s.SnapshotHash == scorecard.SnapshotHash && s.Split == scorecard.Split)
            .Select(s => new ScorecardSummary(
                s.Id, s.Kind, s.Name, s.RunId, s.Rows, s.Correct, s.Accuracy, s.MacroF1, s.Seconds, s.TrainedParameters, s.CreatedAt)
                    { PromptRunId = s.PromptRunId, LanguageJson = s.Language, Unanswered = s.Unanswered, InputTokens = s.InputTokens, OutputTokens = s.OutputTokens, Price = s.Price, Currency = s.Currency })
            .ToListAsync(cancel);
        var names = await SplitNames.OfProjectAsync(db, scorecard.ProjectId, cancel);
        return new ScorecardDetails(
            all.Single(s => s.Id == id),
            SplitNames.Find(names, scorecard.SnapshotHash, scorecard.Split),
            ScorecardFigures.Parse(scorecard.Figures),
            [.. all.Where(s => s.Id != id).OrderByDescending(s => s.Accuracy)],
            scorecard.RunId is not { } runId ? null : await db.Runs.Where(r => r.Id == runId)
                .Select(r => new MeasuredRun(r.Number, db.ModelVersions.Where(v => v.RunId == r.Id).Select(v => (Guid?)v.Id).FirstOrDefault()))
                .SingleOrDefaultAsync(cancel));
    }

    /// <summary>The scorecard that a run got on its own snapshot.</summary>
    /// <exception cref="NotFoundException">The run has none yet, or not for this actor.</exception>
    public async Task<Guid> OfRunAsync(Actor actor, Guid runId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.ScorecardsOf(actor).Where(s => s.RunId == runId && db.Runs.Any(r => r.Id == runId && r.SnapshotHash == s.SnapshotHash))
            .OrderBy(s => s.CreatedAt).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(cancel) ?? throw new NotFoundException("scorecard");
    }
}
