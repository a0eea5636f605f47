using Studio.Trainer.Runs;
using Studio.Trainer.Runs.Folds;

namespace Studio.Trainer.Tests.Runs;

[Collection(EngineCollection.Name)]
public sealed class FoldTests
{
    [Fact]
    public void Every_fold_has_the_same_mix_of_labels()
    {
        var rows = SmallRun.Rows(300, 1).Where((_, i) => i % 3 != 2 || i % 4 == 0).ToList();

        int[] folds = FoldPlan.Assign(rows, 5, seed: 3);

        foreach (string label in rows.Select(r => r.Label!).Distinct())
        {
            int[] counts = [.. Enumerable.Range(0, 5).Select(f => rows.Where((r, i) => r.Label == label && folds[i] == f).Count())];
            Assert.True(counts.Max() - counts.Min() <= 1, $"{label}: {string.Join(", ", counts)}");
        }
        Assert.Equal(folds, FoldPlan.Assign(rows, 5, seed: 3));
        Assert.NotEqual(folds, FoldPlan.Assign(rows, 5, seed: 4));
    }

    [Fact]
    public void Rows_of_a_group_stay_together()
    {
        var rows = SmallRun.Rows(300, 1).Select((r, i) => r with { Group = $"writer {i % 40}" }).ToList();

        int[] folds = FoldPlan.Assign(rows, 4, seed: 1);

        Assert.All(rows.Zip(folds).GroupBy(p => p.First.Group), group => Assert.Single(group.Select(p => p.Second).Distinct()));
        Assert.All(Enumerable.Range(0, 4), f => Assert.InRange(folds.Count(x => x == f), 60, 90));
    }

    [Fact]
    public void More_folds_than_groups_are_refused()
    {
        var rows = SmallRun.Rows(30, 1).Select((r, i) => r with { Group = $"writer {i % 3}" }).ToList();

        Assert.Contains("there are 3", Assert.Throws<TrainingException>(() => FoldPlan.Assign(rows, 5, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_row_is_answered_once_by_a_model_that_did_not_see_it()
    {
        using var run = new SmallRun();
        var rows = SmallRun.Rows(90, 1);
        var validation = new CrossValidation(new TrainingEngine(SmallRun.Options));
        var told = new List<int>();

        var results = await validation.RunAsync(SmallRun.Recipe with { Epochs = 1 }, rows, 3, run.Folder, (fold, e) =>
        {
            if (e is RunPrepared prepared)
            {
                told.Add(fold);
                Assert.Equal((60, 30), (prepared.TrainRows, prepared.ValidationRows));
            }
        }, TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2], told);
        Assert.Equal(rows.Select(r => r.Id).Order(StringComparer.Ordinal), results.SelectMany(r => r.Predictions).Select(p => p.Id).Order(StringComparer.Ordinal));
        Assert.Equal(3, results.Select(r => r.Result.WeightsSha256).Distinct().Count());
    }
}
