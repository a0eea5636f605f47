using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Teams;

namespace Studio.Core.Evaluation;

/// <summary>Which rows of a scorecard to read.</summary>
/// <param name="Label">Only rows with this true label.</param>
/// <param name="Prediction">Only rows with this answer.</param>
/// <param name="Mistakes">Only wrong answers.</param>
public sealed record RowFilter(string? Label = null, string? Prediction = null, bool Mistakes = false);

/// <summary>An answered row with the text as it was frozen; null where the snapshot's file is gone.</summary>
public sealed record AnsweredRow(
    string ExampleId, string? Text, string Label, string Prediction, double? Confidence, IReadOnlyList<double> Scores);

/// <param name="Total">How many rows match, of which <paramref name="Rows"/> are a part.</param>
/// <param name="Rows">The most confident answers first.</param>
public sealed record AnsweredRows(int Total, IReadOnlyList<AnsweredRow> Rows);

/// <summary>The examples behind a figure: of a cell of the confusion matrix, or the mistakes that the model is surest of.</summary>
public sealed class ReadScoredRows(IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots)
{
    /// <exception cref="NotFoundException">There is no such scorecard for this actor.</exception>
    public async Task<AnsweredRows> RunAsync(
        Actor actor, Guid scorecardId, RowFilter filter, int skip = 0, int take = 25, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var scorecard = await db.RequireScorecardAsync(actor, scorecardId, cancel);
        var matching = db.ScorecardRows.AsNoTracking().Where(r => r.ScorecardId == scorecardId);
        if (filter.Mistakes)
            matching = matching.Where(r => !r.IsCorrect);
        if (filter.Label is { } label)
            matching = matching.Where(r => r.Label == label);
        if (filter.Prediction is { } prediction)
            matching = matching.Where(r => r.Prediction == prediction);
        var total = await matching.CountAsync(cancel);
        var rows = await matching.OrderByDescending(r => r.Confidence).ThenBy(r => r.Position).Skip(skip).Take(take).ToListAsync(cancel);
        var texts = await snapshots.TextsOfAsync(scorecard.SnapshotHash, scorecard.Split, rows.Select(r => r.ExampleId).ToHashSet(), cancel);
        return new AnsweredRows(total,
        [
            .. rows.Select(r => new AnsweredRow(
                r.ExampleId, texts.GetValueOrDefault(r.ExampleId), r.Label, r.Prediction, r.Confidence, JsonSerializer.Deserialize<double[]>(r.Scores)!)),
        ]);
    }
}
