using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Persistence;
using Studio.Core.Tuning;
using Studio.Trainer.Evaluation;
using Metrics = Studio.Trainer.Evaluation.Scorecard;

namespace Studio.Core.Evaluation;

/// <summary>
/// The scorecard of a language model's run, from the figures that the engine measured with the kept weights on the test rows, or on the
/// validation rows where nothing was set aside.
/// </summary>
public sealed class ScoreLanguageRun(IDbContextFactory<StudioDb> contexts, IWriteGate gate, TimeProvider time) : IAfterTraining
{
    private const string Test = "test_", RowsOfTest = "test_rows";

    public int Order => 110;

    public bool IsFor(FinishedRun run) => LanguageTasks.Is(run.Recipe.Task);

    public string Title => "Writing the scorecard of the language model";

    public async Task CompleteAsync(FinishedRun run, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var key = Contender.Run(run.RunId);
        if (await db.Scorecards.AnyAsync(s => s.ProjectId == run.ProjectId && s.ContenderKey == key && s.CompletedAt != null, cancel))
            return;
        var facts = await db.Runs.AsNoTracking().Where(r => r.Id == run.RunId).Select(r => new { r.Name, r.TrainableParameters, r.BestMetrics, r.Snapshot.ValidationCount }).SingleAsync(cancel);
        var all = facts.BestMetrics is null ? new Dictionary<string, double>() : new Dictionary<string, double>(TuningJson.Metrics(facts.BestMetrics));
        var tested = all.TryGetValue(RowsOfTest, out var rows) && rows > 0;
        var count = tested ? (int)rows : facts.ValidationCount;
        var figures = (tested ? all.Where(m => m.Key.StartsWith(Test, StringComparison.Ordinal) && m.Key != RowsOfTest).Select(m => (Name: m.Key[Test.Length..], m.Value))
            : all.Where(m => !m.Key.StartsWith(Test, StringComparison.Ordinal)).Select(m => (Name: m.Key, m.Value)))
            .Concat(all.Where(m => tested && m.Key.StartsWith("general_", StringComparison.Ordinal)).Select(m => (Name: m.Key, m.Value))).ToDictionary(m => m.Name, m => m.Value);
        var headline = LanguageFigures.Headline(figures);
        var now = time.GetUtcNow().UtcDateTime;
        var scorecard = new Scorecard
        {
            ProjectId = run.ProjectId, SnapshotHash = run.SnapshotHash, Split = tested ? DatasetSplit.Test : DatasetSplit.Validation, Kind = ContenderKind.TunedModel,
            ContenderKey = key, Name = facts.Name, RunId = run.RunId, CreatedAt = now, CompletedAt = now, TrainedParameters = facts.TrainableParameters,
            Rows = count, Correct = (int)Math.Round(headline * count), Accuracy = headline, Language = TuningJson.Write(figures),
            Figures = new ScorecardFigures { RowsSha256 = run.WeightsSha256, Metrics = Labelless(headline, count), Language = figures }.ToJson(),
        };
        await gate.WriteAsync((write, _) => Task.FromResult(write.Scorecards.Add(scorecard)), cancel);
    }

    // Answers have no labels, so nothing stands in the figures that are about labels.
    private static Metrics Labelless(double share, int rows) => new()
    {
        Rows = rows, Labels = [], Accuracy = share, AccuracyInterval = Interval.Wilson((int)Math.Round(share * rows), rows), BalancedAccuracy = share, Macro = default, MacroF1Interval = new(0, 0),
        Micro = default, Weighted = default, MatthewsCorrcoef = 0, CohenKappa = null, PerLabel = [], ConfusionMatrix = [], ConfidentMistakes = [],
    };
}
