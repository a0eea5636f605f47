using Studio.Trainer.Runs;

namespace Studio.Trainer.Tests.Runs;

public sealed class BatchPlanTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 1000).Select(i => 4 + (i * 7919 % 97))];

    [Fact]
    public void Batches_by_tokens_hold_every_row_once_and_stay_within_the_budget()
    {
        var batches = BatchPlan.ByTokens(Lengths, 512, seed: 1, epoch: 0);
        Assert.Equal(Enumerable.Range(0, Lengths.Length), batches.SelectMany(b => b).Order());
        Assert.All(batches, batch => Assert.InRange(batch.Length * batch.Max(row => Lengths[row]), 1, 512));
        double padding = 1 - ((double)Lengths.Sum() / batches.Sum(batch => batch.Length * batch.Max(row => Lengths[row])));
        Assert.InRange(padding, 0, 0.05);
    }

    [Fact]
    public void Every_epoch_has_the_same_number_of_batches_in_another_order()
    {
        var first = BatchPlan.ByTokens(Lengths, 512, seed: 1, epoch: 0);
        var second = BatchPlan.ByTokens(Lengths, 512, seed: 1, epoch: 1);
        Assert.Equal(first.Count, second.Count);
        Assert.NotEqual(first.SelectMany(b => b), second.SelectMany(b => b));
        Assert.Equal(first.SelectMany(b => b), BatchPlan.ByTokens(Lengths, 512, seed: 1, epoch: 0).SelectMany(b => b));
    }

    [Fact]
    public void A_row_longer_than_the_budget_stands_alone() =>
        Assert.Equal([[1], [0, 2]], BatchPlan.ByTokens([10, 900, 9], 64, seed: 1, epoch: 0).OrderBy(b => b.Length).Select(b => b.Order().ToArray()));

    [Fact]
    public void A_recipe_by_tokens_plans_its_steps_from_the_batches()
    {
        var recipe = new Recipe { TokensPerBatch = 512, GradientAccumulationSteps = 2, Epochs = 2 };
        var plan = new RunPlan(recipe, Lengths);
        int batches = BatchPlan.ByTokens(Lengths, 512, recipe.Seed, 0).Count;
        Assert.Equal((batches + 1) / 2, plan.StepsPerEpoch);
        Assert.Equal(Lengths.Length, Enumerable.Range(0, plan.StepsPerEpoch).SelectMany(plan.Passes).Sum(rows => rows.Length));
    }
}
