using Microsoft.EntityFrameworkCore;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Teams;
using Studio.Trainer.Evaluation;
using Studio.Trainer.Evaluation.Significance;
using Scorecard = Studio.Trainer.Evaluation.Scorecard;

namespace Studio.Core.Models;

/// <summary>By how much the version is better than another contender on the same rows; the other is the test's first.</summary>
public sealed record Advantage(ScorecardSummary Over, McNemar Test, PairedDifference Difference);

/// <summary>What a label gained or lost against the reference.</summary>
public sealed record LabelChange(string Label, double Before, double After, long Rows)
{
    public double Change => After - Before;
}

/// <summary>The version in production beside the one under review.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Scorecard">On the same rows; null where it was never measured on them.</param>
/// <param name="Calibration">Its expected calibration error there.</param>
/// <param name="Changes">What differs in the recipe.</param>
/// <param name="SameSnapshot">Both were tuned on the same frozen rows.</param>
/// <param name="SizeBytes">Of its files.</param>
public sealed record ProductionBeside(
    int Number, ScorecardSummary? Scorecard, double? Calibration, IReadOnlyList<RecipeChange> Changes, bool SameSnapshot, long SizeBytes);

/// <summary>Everything on one page that a decision needs.</summary>
/// <param name="Version">The version itself.</param>
/// <param name="Production">What would be replaced; null where nothing serves or this version does.</param>
/// <param name="Advantages">Over production first, then over the baselines.</param>
/// <param name="Reference">What “worse” is measured against: production, or else the best baseline.</param>
/// <param name="Worse">Rows that the reference gets right and this version wrong: how many, and the first of them.</param>
/// <param name="Better">How many rows are the other way round.</param>
/// <param name="Labels">The greatest losses first.</param>
/// <param name="Checklist">What the machine can check.</param>
public sealed record ReviewEvidence(
    VersionDetails Version, ProductionBeside? Production, IReadOnlyList<Advantage> Advantages, ScorecardSummary? Reference,
    ScorecardComparison? Worse, int Better, IReadOnlyList<LabelChange> Labels, IReadOnlyList<ChecklistItem> Checklist);

/// <summary>Brings together what speaks for and against a version.</summary>
public sealed class ReadReview(ReadVersion read, CompareScorecards compare, IDbContextFactory<StudioDb> contexts)
{
    private const int Examples = 20;

    /// <exception cref="NotFoundException">There is no such version for this actor.</exception>
    public async Task<ReviewEvidence> RunAsync(Actor actor, Guid versionId, CancellationToken cancel = default)
    {
        var version = await read.RunAsync(actor, versionId, cancel);
        var (production, figures) = await ProductionAsync(version, cancel);
        var others = version.Baselines.ToList();
        if (production?.Scorecard is { } measured)
            others.Insert(0, measured);
        var reference = others.FirstOrDefault();
        if (reference is null)
            return new ReviewEvidence(version, production, [], null, null, 0, [], ReviewChecklist.Of(version, production, []));
        var all = await compare.RunAsync(actor, [version.Scorecard.Id, .. others.Select(s => s.Id)], take: 0, cancel: cancel);
        var advantages = all.Contenders.Skip(1).Select(Reverse).ToList();
        var worse = await compare.RunAsync(actor, [version.Scorecard.Id, reference.Id], DifferingRows.FirstWrong, take: Examples, cancel: cancel);
        var before = figures ?? await FiguresAsync(reference.Id, cancel);
        return new ReviewEvidence(
            version, production, advantages, reference, worse, advantages[0].Test.SecondOnlyRight, Changes(before.Metrics, version.Figures.Metrics),
            ReviewChecklist.Of(version, production, advantages));
    }

    private async Task<(ProductionBeside?, ScorecardFigures?)> ProductionAsync(VersionDetails version, CancellationToken cancel)
    {
        if (version.Serving is not { } serving || version.IsServing)
            return (null, null);
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var stored = await db.ModelVersions.AsNoTracking().Where(v => v.Id == serving.Id).Select(v => new { v.Manifest, v.SizeBytes }).SingleAsync(cancel);
        var card = await db.Scorecards.AsNoTracking().SingleOrDefaultAsync(
            s => s.RunId == serving.RunId && s.SnapshotHash == version.Facts.Split.SnapshotHash && s.Split == version.Facts.Split.Split && s.CompletedAt != null, cancel);
        var figures = card is null ? null : ScorecardFigures.Parse(card.Figures);
        return (new ProductionBeside(
            serving.Number,
            card?.Summarize(),
            figures?.Metrics.Probabilities?.ExpectedCalibrationError,
            RecipeDiff.Between(ModelManifest.Parse(stored.Manifest).Recipe, version.Facts.Manifest.Recipe),
            serving.SnapshotHash == version.Facts.Split.SnapshotHash,
            stored.SizeBytes), figures);
    }

    private async Task<ScorecardFigures> FiguresAsync(Guid scorecardId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return ScorecardFigures.Parse(await db.Scorecards.Where(s => s.Id == scorecardId).Select(s => s.Figures).SingleAsync(cancel));
    }

    // The comparison says how the others do against this version; a review asks the other way round.
    private static Advantage Reverse(ComparedScorecard other) => new(
        other.Summary,
        new McNemar(other.Test!.SecondOnlyRight, other.Test.FirstOnlyRight, other.Test.PValue),
        other.Difference! with
        {
            Difference = -other.Difference.Difference,
            Interval = new Interval(-other.Difference.Interval.High, -other.Difference.Interval.Low),
        });

    private static List<LabelChange> Changes(Scorecard before, Scorecard after)
    {
        var old = before.PerLabel.ToDictionary(l => l.Label, l => l.F1);
        return [.. after.PerLabel.Select(l => new LabelChange(l.Label, old.GetValueOrDefault(l.Label), l.F1, l.Support)).OrderBy(l => l.Change)];
    }
}
