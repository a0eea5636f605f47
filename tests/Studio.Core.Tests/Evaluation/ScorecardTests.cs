using Microsoft.EntityFrameworkCore;
using Studio.Core.Datasets;
using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Evaluation;

public sealed class ScorecardTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task A_finished_run_is_scored_beside_its_baselines_on_the_same_rows(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        await world.Scoring.CompleteAsync(await world.FinishRunAsync("login", "refund"), Cancel);

        var split = Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel));
        Assert.Equal("Tickets, snapshot 1, test split", split.Split.ToString());
        Assert.Equal(["TF-IDF + logistic regression", "run 1", "Majority label"], split.Scorecards.Select(s => s.Name));
        Assert.All(split.Scorecards, s => Assert.Equal(48, s.Rows));
        var details = await world.Read.RunAsync(world.Owner, split.Scorecards[1].Id, Cancel);

        // What the model does not know it calls a login: all parcels are wrong, and nothing else is.
        var metrics = details.Figures.Metrics;
        Assert.Equal(["login", "parcel", "refund"], metrics.Labels);
        Assert.Equal([12, 0, 0], metrics.ConfusionMatrix[0]);
        Assert.Equal([12, 0, 0], metrics.ConfusionMatrix[1]);
        Assert.Equal([0, 0, 24], metrics.ConfusionMatrix[2]);
        Assert.Equal(36.0 / 48, metrics.Accuracy);
        Assert.InRange(details.Summary.AccuracyInterval.Low, 0.60, 0.62);
        Assert.InRange(details.Summary.AccuracyInterval.High, 0.84, 0.86);
        Assert.Equal((1234, 2), (details.Summary.TrainedParameters, details.Baselines.Count()));
    }

    [Theory, OnBothEngines]
    public async Task Repeating_the_step_changes_nothing_and_the_next_run_finds_the_baselines(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var first = await world.FinishRunAsync("login", "refund");
        await world.Scoring.CompleteAsync(first, Cancel);
        await world.Scoring.CompleteAsync(first, Cancel);
        var before = await BaselinesAsync(world);
        await world.Scoring.CompleteAsync(await world.FinishRunAsync("login", "parcel", "refund"), Cancel);

        Assert.Equal(2, world.Loader.Loads);
        Assert.Equal(2, world.Loader.Disposed);
        Assert.Equal(before, await BaselinesAsync(world));
        Assert.Equal(4, Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards.Count);
    }

    [Theory, OnBothEngines]
    public async Task What_a_crash_left_half_written_is_made_anew(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var run = await world.FinishRunAsync("login", "refund");
        await world.Scoring.CompleteAsync(run, Cancel);
        await using (var db = await world.Database.Contexts.CreateDbContextAsync(Cancel))
        {
            await db.Scorecards.Where(s => s.RunId == run.RunId).ExecuteUpdateAsync(s => s.SetProperty(c => c.CompletedAt, (DateTime?)null), Cancel);
            await db.ScorecardRows.Where(r => r.Position > 20).ExecuteDeleteAsync(Cancel);
        }

        Assert.DoesNotContain(Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards, s => s.RunId == run.RunId);
        await world.Scoring.CompleteAsync(run, Cancel);
        var card = Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards.Single(s => s.RunId == run.RunId);
        Assert.Equal(48, (await world.Rows.RunAsync(world.Owner, card.Id, new RowFilter(), cancel: Cancel)).Total);
    }

    [Theory, OnBothEngines]
    public async Task A_cell_of_the_matrix_opens_its_examples_as_they_were_frozen(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var run = await world.FinishRunAsync("login", "refund");
        await world.Scoring.CompleteAsync(run, Cancel);
        await using (var db = await world.Database.Contexts.CreateDbContextAsync(Cancel))
            await db.Examples.ExecuteUpdateAsync(s => s.SetProperty(e => e.Text, "edited later"), Cancel);
        var card = Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards.Single(s => s.RunId == run.RunId);

        var cell = await world.Rows.RunAsync(world.Owner, card.Id, new RowFilter("parcel", "login"), take: 5, cancel: Cancel);
        Assert.Equal((12, 5), (cell.Total, cell.Rows.Count));
        Assert.All(cell.Rows, row => Assert.Contains("my parcel <b>today</b>", row.Text, StringComparison.Ordinal));
        Assert.All(cell.Rows, row => Assert.Equal([1.0, 0, 0], row.Scores));
        Assert.Equal(12, (await world.Rows.RunAsync(world.Owner, card.Id, new RowFilter(Mistakes: true), cancel: Cancel)).Total);

        File.Delete(world.Storage.Snapshot(world.Snapshot.Hash));
        Assert.All((await world.Rows.RunAsync(world.Owner, card.Id, new RowFilter(Mistakes: true), cancel: Cancel)).Rows, row => Assert.Null(row.Text));
    }

    [Theory, OnBothEngines]
    public async Task Without_test_rows_the_validation_rows_stand_in_and_the_name_says_so(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine, withTestSplit: false);
        await world.Scoring.CompleteAsync(await world.FinishRunAsync("login", "refund"), Cancel);
        var split = Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel));
        Assert.Equal(DatasetSplit.Validation, split.Split.Split);
    }

    [Theory, OnBothEngines]
    public async Task Strangers_find_nothing(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        await world.Scoring.CompleteAsync(await world.FinishRunAsync("login"), Cancel);
        var id = Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards[0].Id;
        await Assert.ThrowsAsync<NotFoundException>(() => world.List.RunAsync(world.Stranger, world.ProjectId, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Read.RunAsync(world.Stranger, id, Cancel));
        await Assert.ThrowsAsync<NotFoundException>(() => world.Rows.RunAsync(world.Stranger, id, new RowFilter(), cancel: Cancel));
    }

    private static async Task<List<Guid>> BaselinesAsync(EvaluationWorld world) =>
        [.. Assert.Single(await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).Scorecards.Where(s => s.IsBaseline).Select(s => s.Id).Order()];
}
