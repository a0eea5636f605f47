using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Evaluation.Significance;

namespace Studio.Core.Evaluation;

/// <summary>One contender beside the first.</summary>
/// <param name="Summary">Its headline figures.</param>
/// <param name="Test">Against the first on the same rows, where <c>FirstOnlyRight</c> counts rows that only the first got right; null for the first itself.</param>
/// <param name="Difference">Accuracy above the first, with its interval; null for the first itself.</param>
/// <param name="AdjustedP">The test's p after Holm's correction for as many tests as there are others; null for the first itself.</param>
public sealed record ComparedScorecard(ScorecardSummary Summary, McNemar? Test, PairedDifference? Difference, double? AdjustedP = null)
{
    /// <summary>Better or worse than the first by more than chance, also for as many tests as were made.</summary>
    public bool IsClear => AdjustedP < 0.05 && Difference is { Difference: not 0 };
}

/// <summary>What each contender answered to one row, in the order of the comparison.</summary>
public sealed record ComparedRow(string ExampleId, string? Text, string Label, IReadOnlyList<RowAnswer> Answers);

public sealed record RowAnswer(string Prediction, double? Confidence, bool IsCorrect);

/// <param name="Split">The rows that all were measured on.</param>
/// <param name="Contenders">The first is what the others are compared with.</param>
/// <param name="Differing">How many rows not all of them answer alike.</param>
/// <param name="Rows">A part of those.</param>
public sealed record ScorecardComparison(
    SplitName Split, IReadOnlyList<ComparedScorecard> Contenders, int Differing, IReadOnlyList<ComparedRow> Rows);

/// <summary>A part of the rows on which contenders differ, and how many there are.</summary>
public sealed record DifferingPage(IReadOnlyList<ComparedRow> Rows, int Total);

/// <summary>Which of the differing rows to show.</summary>
public enum DifferingRows
{
    /// <summary>All on which not everybody answers alike.</summary>
    All,

    /// <summary>The first is right and another is wrong.</summary>
    FirstOnlyRight,

    /// <summary>The first is wrong and another is right.</summary>
    FirstWrong,
}

/// <summary>Contenders side by side on the rows of one frozen split.</summary>
public sealed class CompareScorecards(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots)
{
    public const int AtMost = 6;

    /// <exception cref="NotFoundException">One of them does not exist for this actor.</exception>
    /// <exception cref="InvalidInputException">They were not measured on the same rows, or there are too few or too many.</exception>
    public async Task<ScorecardComparison> RunAsync(
        Actor actor, IReadOnlyList<Guid> ids, DifferingRows which = DifferingRows.All, int skip = 0, int take = 25, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (scorecards, answers) = await ReadAsync(db, actor, ids, cancel);
        var page = await PageAsync(scorecards[0], answers, which, skip, take, cancel);
        var contenders = await Task.Run(() => scorecards.Select((scorecard, n) => Compare(scorecard, n == 0 ? null : answers[0], answers[n])).ToList(), cancel);
        var adjusted = Holm.Adjust([.. contenders.Skip(1).Select(contender => contender.Test!.PValue)]);
        var names = await SplitNames.OfProjectAsync(db, scorecards[0].ProjectId, cancel);
        return new ScorecardComparison(
            SplitNames.Find(names, scorecards[0].SnapshotHash, scorecards[0].Split),
            [.. contenders.Select((contender, n) => n == 0 ? contender : contender with { AdjustedP = adjusted[n - 1] })], page.Total, page.Rows);
    }

    /// <summary>A part of the rows on which they differ, in the order of the split.</summary>
    /// <exception cref="NotFoundException">One of them does not exist for this actor.</exception>
    /// <exception cref="InvalidInputException">They were not measured on the same rows, or there are too few or too many.</exception>
    public async Task<DifferingPage> RowsAsync(
        Actor actor, IReadOnlyList<Guid> ids, DifferingRows which, int skip, int take, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (scorecards, answers) = await ReadAsync(db, actor, ids, cancel);
        return await PageAsync(scorecards[0], answers, which, skip, take, cancel);
    }

    private static async Task<(List<Scorecard> Scorecards, List<IReadOnlyList<Answer>> Answers)> ReadAsync(
        StudioDb db, Actor actor, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        if (ids.Distinct().Count() is < 2 or > AtMost)
            throw new InvalidInputException($"Choose 2 to {AtMost} scorecards to compare; {ids.Distinct().Count()} are chosen.");
        var scorecards = new List<Scorecard>();
        foreach (var id in ids.Distinct())
            scorecards.Add(await db.RequireScorecardAsync(actor, id, cancel));
        var first = scorecards[0];
        if (scorecards.FirstOrDefault(s => (s.ProjectId, s.SnapshotHash, s.Split) != (first.ProjectId, first.SnapshotHash, first.Split)) is { } other)
            throw new InvalidInputException($"“{other.Name}” was measured on other rows than “{first.Name}”. Only scorecards of the same snapshot and split can be compared.");
        var answers = new List<IReadOnlyList<Answer>>();
        foreach (var scorecard in scorecards)
        {
            answers.Add(await db.ScorecardRows.Where(r => r.ScorecardId == scorecard.Id).OrderBy(r => r.Position)
                .Select(r => new Answer(r.ExampleId, r.Label, r.Prediction, r.Confidence, r.IsCorrect)).ToListAsync(cancel));
        }

        return (scorecards, answers);
    }

    private async Task<DifferingPage> PageAsync(
        Scorecard first, List<IReadOnlyList<Answer>> answers, DifferingRows which, int skip, int take, CancellationToken cancel)
    {
        var differing = Enumerable.Range(0, first.Rows).Where(i => Differs(answers, i, which)).ToList();
        var page = differing.Skip(skip).Take(take).ToList();
        var texts = await snapshots.TextsOfAsync(first.SnapshotHash, first.Split, page.Select(i => answers[0][i].ExampleId).ToHashSet(), cancel);
        return new DifferingPage(
            [
                .. page.Select(i => new ComparedRow(
                    answers[0][i].ExampleId, texts.GetValueOrDefault(answers[0][i].ExampleId), answers[0][i].Label,
                    [.. answers.Select(rows => new RowAnswer(rows[i].Prediction, rows[i].Confidence, rows[i].IsCorrect))])),
            ], differing.Count);
    }

    private static bool Differs(List<IReadOnlyList<Answer>> answers, int i, DifferingRows which) => which switch
    {
        DifferingRows.FirstOnlyRight => answers[0][i].IsCorrect && answers.Any(rows => !rows[i].IsCorrect),
        DifferingRows.FirstWrong => !answers[0][i].IsCorrect && answers.Any(rows => rows[i].IsCorrect),
        _ => answers.Any(rows => rows[i].Prediction != answers[0][i].Prediction),
    };

    private static ComparedScorecard Compare(Scorecard scorecard, IReadOnlyList<Answer>? first, IReadOnlyList<Answer> rows)
    {
        var summary = scorecard.Summarize();
        if (first is null)
            return new ComparedScorecard(summary, null, null);
        var (firstRight, right) = (first.Select(r => r.IsCorrect).ToList(), rows.Select(r => r.IsCorrect).ToList());
        return new ComparedScorecard(
            summary,
            McNemar.Exact(firstRight, right),
            PairedBootstrap.OfMeans([.. firstRight.Select(r => r ? 1.0 : 0)], [.. right.Select(r => r ? 1.0 : 0)]));
    }

    private readonly record struct Answer(string ExampleId, string Label, string Prediction, double? Confidence, bool IsCorrect);
}
