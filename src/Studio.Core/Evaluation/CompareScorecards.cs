using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Storage;
using Studio.Core.Teams;
using Studio.Trainer.Evaluation.Significance;
using Studio.Trainer.Runs.Language;

namespace Studio.Core.Evaluation;

/// <summary>One contender beside the first.</summary>
/// <param name="Summary">Its headline figures.</param>
/// <param name="Test">Against the first on the same rows, where <c>FirstOnlyRight</c> counts rows that only the first got right; null for the first itself.</param>
/// <param name="Difference">Accuracy above the first, with its interval; null for the first itself.</param>
/// <param name="AdjustedP">The test's p after Holm's correction for as many tests as there are others; null for the first itself.</param>
public sealed record ComparedScorecard(ScorecardSummary Summary, McNemar? Test, PairedDifference? Difference, double? AdjustedP = null)
{
    /// <summary>The figures of a language model by their names in a run; null for whatever answers with labels.</summary>
    public IReadOnlyDictionary<string, double>? Language { get; init; }

    /// <summary>Better or worse than the first by more than chance, also for as many tests as were made.</summary>
    public bool IsClear => AdjustedP < 0.05 && Difference is { Difference: not 0 };
}

/// <summary>What each contender answered to one row, in the order of the comparison.</summary>
public sealed record ComparedRow(string ExampleId, string? Text, string Label, IReadOnlyList<RowAnswer> Answers);

/// <param name="Prediction">A label, a text that was written, or of a pair the answer that is preferred.</param>
/// <param name="Confidence">The probability of the label; of a text its ROUGE-L, of a pair by how much the preferred answer is ahead.</param>
/// <param name="IsCorrect">It is what the row says.</param>
public sealed record RowAnswer(string Prediction, double? Confidence, bool IsCorrect);

/// <param name="Split">The rows that all were measured on.</param>
/// <param name="Contenders">The first is what the others are compared with.</param>
/// <param name="Differing">How many rows not all of them answer alike.</param>
/// <param name="Rows">A part of those.</param>
public sealed record ScorecardComparison(
    SplitName Split, IReadOnlyList<ComparedScorecard> Contenders, int Differing, IReadOnlyList<ComparedRow> Rows)
{
    public AnswerKind Kind { get; init; }

    /// <summary>Rows that all have answered one by one.</summary>
    public int Answered { get; init; }
}

/// <summary>What rows are answered with, and so how two answers to one row are compared.</summary>
public enum AnswerKind
{
    /// <summary>One of some labels, right or wrong.</summary>
    Labels,

    /// <summary>Texts, nearer to the reference or further from it.</summary>
    Texts,

    /// <summary>The better of two answers, told apart or not.</summary>
    Pairs,
}

/// <summary>A part of the rows on which contenders differ, and how many there are.</summary>
public sealed record DifferingPage(IReadOnlyList<ComparedRow> Rows, int Total);

/// <summary>Which of the differing rows to show.</summary>
public enum DifferingRows
{
    /// <summary>All on which not everybody answers alike.</summary>
    All,

    /// <summary>The first is right and another is wrong, or of texts the first came nearer than another.</summary>
    FirstOnlyRight,

    /// <summary>The first is wrong and another is right, or of texts another came nearer.</summary>
    FirstWrong,
}

/// <summary>Contenders side by side on the rows of one frozen split.</summary>
public sealed class CompareScorecards(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, StorageRoot storage)
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
        var contenders = await Task.Run(() => scorecards.Select((scorecard, n) => Compare(scorecard, answers, n)).ToList(), cancel);
        var adjusted = Holm.Adjust([.. contenders.Skip(1).Select(contender => contender.Test!.PValue)]);
        var names = await SplitNames.OfProjectAsync(db, scorecards[0].ProjectId, cancel);
        return new ScorecardComparison(
            SplitNames.Find(names, scorecards[0].SnapshotHash, scorecards[0].Split),
            [.. contenders.Select((contender, n) => n == 0 ? contender : contender with { AdjustedP = adjusted[n - 1] })], page.Total, page.Rows)
        {
            Kind = answers.Kind, Answered = answers.Count,
        };
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

    private async Task<(List<Scorecard> Scorecards, ComparedAnswers Answers)> ReadAsync(
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
        var kinds = scorecards.Select(KindOf).ToList();
        if (kinds.FindIndex(kind => kind != kinds[0]) is > 0 and var odd)
            throw new InvalidInputException($"“{scorecards[odd].Name}” was measured by {Measure(kinds[odd])}, “{first.Name}” by {Measure(kinds[0])}. Choose scorecards that were measured in the same way.");
        return (scorecards, kinds[0] == AnswerKind.Labels ? await LabelsAsync(db, scorecards, cancel)
            : ComparedAnswers.Written(kinds[0], await Task.Run(() => scorecards.Select(card => MeasuredRows.Read(storage.Run(card.RunId!.Value))).ToList(), cancel)));
    }

    private static async Task<ComparedAnswers> LabelsAsync(StudioDb db, List<Scorecard> scorecards, CancellationToken cancel)
    {
        var answers = new List<IReadOnlyList<Answer>>();
        foreach (var scorecard in scorecards)
        {
            var rows = await db.ScorecardRows.Where(r => r.ScorecardId == scorecard.Id).OrderBy(r => r.Position)
                .Select(r => new { r.ExampleId, r.Label, r.Prediction, r.Confidence, r.IsCorrect }).ToListAsync(cancel);
            answers.Add([.. rows.Select(r => new Answer(r.ExampleId, r.Label, r.Prediction, r.Confidence, r.IsCorrect))]);
        }

        return new(AnswerKind.Labels, answers);
    }

    private async Task<DifferingPage> PageAsync(
        Scorecard first, ComparedAnswers answers, DifferingRows which, int skip, int take, CancellationToken cancel)
    {
        var differing = answers.Differing(which);
        var page = differing.Skip(skip).Take(take).ToList();
        var rows = answers.Of[0];
        var texts = answers.Kind == AnswerKind.Labels ? await snapshots.TextsOfAsync(first.SnapshotHash, first.Split, page.Select(i => rows[i].ExampleId).ToHashSet(), cancel) : null;
        return new DifferingPage(
            [
                .. page.Select(i => new ComparedRow(
                    rows[i].ExampleId, rows[i].Text ?? texts?.GetValueOrDefault(rows[i].ExampleId), rows[i].Label,
                    [.. answers.Of.Select(of => new RowAnswer(of[i].Prediction, of[i].Score, of[i].IsCorrect))])),
            ], differing.Count);
    }

    private static ComparedScorecard Compare(Scorecard scorecard, ComparedAnswers answers, int n)
    {
        var language = answers.Kind == AnswerKind.Labels ? null : ScorecardFigures.Parse(scorecard.Figures).Language;
        if (n == 0)
            return new ComparedScorecard(scorecard.Summarize(), null, null) { Language = language };
        var (test, difference) = answers.Against(n);
        return new ComparedScorecard(scorecard.Summarize(), test, difference) { Language = language };
    }

    private static AnswerKind KindOf(Scorecard scorecard) => scorecard.RunId is null ? AnswerKind.Labels : ScorecardFigures.Parse(scorecard.Figures).Language switch
    {
        null => AnswerKind.Labels,
        var figures when figures.ContainsKey("accuracy") => AnswerKind.Pairs,
        _ => AnswerKind.Texts,
    };

    private static string Measure(AnswerKind kind) => kind switch
    {
        AnswerKind.Pairs => "the pairs it tells apart",
        AnswerKind.Texts => "the texts it writes",
        _ => "its labels",
    };
}
