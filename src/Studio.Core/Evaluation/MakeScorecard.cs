using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Trainer.Evaluation;

namespace Studio.Core.Evaluation;

/// <summary>
/// Measures a contender on a frozen split, once: a scorecard that is complete is found again, one that a crash left half-written is made anew.
/// </summary>
public sealed class MakeScorecard(IWriteGate gate, IDbContextFactory<StudioDb> contexts, ISnapshotStore snapshots, TimeProvider time) : IDisposable
{
    private const int RowsPerWrite = 1000;

    // One measurement at a time: two runs that end together need the same baselines, and the processor has no room for both anyway.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <returns>The scorecard's id.</returns>
    /// <exception cref="StudioException">The split has no labelled rows, or the contender cannot be prepared.</exception>
    public async Task<Guid> RunAsync(FrozenSplit split, Contestant contestant, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            if (await FindAsync(split, contestant.Key, cancel) is { } found)
                return found;
            var ready = await contestant.Prepare(cancel);
            try
            {
                return await MeasureAsync(split, contestant, ready, cancel);
            }
            finally
            {
                (ready.Classifier as IDisposable)?.Dispose();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The scorecard of a prompt run whose rows have all ended.</summary>
    /// <exception cref="StudioException">The run has no rows.</exception>
    public async Task<Guid> FromAnswersAsync(FrozenSplit split, AnsweredSplit answered, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var key = Contender.PromptRun(answered.PromptRunId);
            if (await FindAsync(split, key, cancel) is { } found)
                return found;
            var labels = (await LabelsAsync(split, cancel)).Union(answered.Rows.Select(row => row.Prediction).Except(Unanswered.All)).Order(StringComparer.Ordinal).ToList();
            var missing = Unanswered.All.Where(kind => answered.Rows.Any(row => row.Prediction == kind)).ToList();
            var measured = new ScoredSplit([.. labels, .. missing], answered.Rows, answered.Seconds);
            var scorecard = await CardAsync(split, measured, new Scorecard
            {
                ProjectId = split.ProjectId, SnapshotHash = split.SnapshotHash, Split = split.Split, Kind = ContenderKind.Prompt, ContenderKey = key,
                Name = answered.Name, PromptRunId = answered.PromptRunId, CreatedAt = time.GetUtcNow().UtcDateTime,
                Unanswered = answered.Rows.Count(row => Unanswered.All.Contains(row.Prediction)),
                InputTokens = answered.InputTokens, OutputTokens = answered.OutputTokens, Price = answered.Price, Currency = answered.Currency,
            }, null, missing.Count, cancel);
            await StoreAsync(split, scorecard, answered.Rows, cancel);
            return scorecard.Id;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<Guid?> FindAsync(FrozenSplit split, string key, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await Of(db, split, key).Where(s => s.CompletedAt != null).Select(s => (Guid?)s.Id).SingleOrDefaultAsync(cancel);
    }

    private async Task<Guid> MeasureAsync(FrozenSplit split, Contestant contestant, ReadyClassifier ready, CancellationToken cancel)
    {
        var source = snapshots.Open(split.SnapshotHash, split.Split);
        var measured = await ScoredSplit.MeasureAsync(ready.Classifier, source, await LabelsAsync(split, cancel), cancel);
        var scorecard = await CardAsync(split, measured, new Scorecard
        {
            ProjectId = split.ProjectId,
            SnapshotHash = split.SnapshotHash,
            Split = split.Split,
            Kind = contestant.Kind,
            ContenderKey = contestant.Key,
            Name = contestant.Name,
            RunId = contestant.RunId,
            CreatedAt = time.GetUtcNow().UtcDateTime,
            TrainedParameters = ready.TrainedParameters,
        }, ready.Chosen, 0, cancel);
        await StoreAsync(split, scorecard, measured.Rows, cancel);
        return scorecard.Id;
    }

    private static async Task<Scorecard> CardAsync(
        FrozenSplit split, ScoredSplit measured, Scorecard scorecard, string? chosen, int unanswered, CancellationToken cancel)
    {
        if (measured.Rows.Count == 0)
            throw new StudioException($"The snapshot has no labeled rows in its {split.Split} split, so nothing can be measured. Freeze one that has.");
        var metrics = await Task.Run(() => ScorecardBuilder.Build(measured.Rows, measured.Labels, unanswered: unanswered), cancel);
        (scorecard.Rows, scorecard.Correct) = (measured.Rows.Count, measured.Rows.Count(row => row.Label == row.Prediction));
        (scorecard.Accuracy, scorecard.MacroF1, scorecard.Seconds) = (metrics.Accuracy, metrics.Macro.F1, measured.Seconds);
        // The rows are in a table of their own, where they can be paged through.
        scorecard.Figures = new ScorecardFigures { RowsSha256 = measured.Sha256(), Chosen = chosen, Metrics = metrics with { ConfidentMistakes = [] } }.ToJson();
        return scorecard;
    }

    // In pieces, so that nobody who labels waits for a long write; the scorecard counts only once it is complete.
    private async Task StoreAsync(FrozenSplit split, Scorecard scorecard, IReadOnlyList<ScoredRow> rows, CancellationToken cancel)
    {
        await gate.WriteAsync(async (db, token) =>
        {
            await Of(db, split, scorecard.ContenderKey).ExecuteDeleteAsync(token);
            db.Scorecards.Add(scorecard);
        }, cancel);
        for (var start = 0; start < rows.Count; start += RowsPerWrite)
        {
            var first = start;
            await gate.WriteAsync((db, _) =>
            {
                db.ScorecardRows.AddRange(rows.Skip(first).Take(RowsPerWrite).Select((row, i) => RowOf(scorecard.Id, first + i, row)));
                return Task.CompletedTask;
            }, cancel);
        }

        var completed = time.GetUtcNow().UtcDateTime;
        await gate.WriteAsync((db, token) => db.Scorecards.Where(s => s.Id == scorecard.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(c => c.CompletedAt, completed), token), cancel);
    }

    private async Task<IReadOnlyList<string>> LabelsAsync(FrozenSplit split, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var labels = await db.Snapshots.Where(s => s.Hash == split.SnapshotHash && s.Dataset.ProjectId == split.ProjectId)
            .Select(s => s.Labels).FirstOrDefaultAsync(cancel) ?? throw new NotFoundException("snapshot");
        return System.Text.Json.JsonSerializer.Deserialize<List<string>>(labels)!;
    }

    private static IQueryable<Scorecard> Of(StudioDb db, FrozenSplit split, string key) => db.Scorecards.Where(s =>
        s.ProjectId == split.ProjectId && s.SnapshotHash == split.SnapshotHash && s.Split == split.Split && s.ContenderKey == key);

    private static ScorecardRow RowOf(Guid scorecardId, int position, ScoredRow row) => new()
    {
        ScorecardId = scorecardId,
        Position = position,
        ExampleId = row.Id,
        Label = row.Label,
        Prediction = row.Prediction,
        IsCorrect = row.Label == row.Prediction,
        Confidence = row.Scores?.Max(),
        Scores = ScoredSplit.ScoresText(row),
    };
}
