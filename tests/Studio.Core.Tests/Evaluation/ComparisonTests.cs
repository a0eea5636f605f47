using Studio.Core.Evaluation;
using Studio.Core.Persistence;
using Studio.Core.Tests.Persistence;

namespace Studio.Core.Tests.Evaluation;

public sealed class ComparisonTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnBothEngines]
    public async Task Two_models_are_compared_row_by_row(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var refunds = await CardOfAsync(world, "login", "refund");
        var parcels = await CardOfAsync(world, "parcel", "refund");

        var comparison = await world.Compare.RunAsync(world.Owner, [refunds, parcels], cancel: Cancel);
        // One is wrong on the 12 parcels, the other on the 12 logins: as good as each other, and never on the same row.
        var second = comparison.Contenders[1];
        Assert.Equal((12, 12, 1.0), (second.Test!.FirstOnlyRight, second.Test.SecondOnlyRight, second.Test.PValue));
        Assert.Equal(0, second.Difference!.Difference);
        Assert.Equal(24, comparison.Differing);
        Assert.All(comparison.Rows, row => Assert.NotEqual(row.Answers[0].Prediction, row.Answers[1].Prediction));

        var worse = await world.Compare.RunAsync(world.Owner, [refunds, parcels], DifferingRows.FirstWrong, cancel: Cancel);
        Assert.Equal(12, worse.Differing);
        Assert.All(worse.Rows, row => Assert.Equal("parcel", row.Label));
    }

    [Theory, OnBothEngines]
    public async Task Against_a_baseline_the_exact_test_finds_the_difference(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var model = await CardOfAsync(world, "login", "parcel", "refund");
        var majority = (await world.Read.RunAsync(world.Owner, model, Cancel)).Others.Single(s => s.Kind == ContenderKind.Majority).Id;
        var test = (await world.Compare.RunAsync(world.Owner, [model, majority], cancel: Cancel)).Contenders[1].Test!;
        Assert.Equal((24, 0), (test.FirstOnlyRight, test.SecondOnlyRight));
        Assert.Equal(Math.Pow(2, -23), test.PValue, 12);
    }

    [Theory, OnBothEngines]
    public async Task One_alone_is_not_a_comparison(DatabaseEngine engine)
    {
        await using var world = await EvaluationWorld.CreateAsync(engine);
        var card = await CardOfAsync(world, "login");
        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => world.Compare.RunAsync(world.Owner, [card, card], cancel: Cancel));
        Assert.Contains("Choose 2 to 6", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<Guid> CardOfAsync(EvaluationWorld world, params string[] words)
    {
        var run = await world.FinishRunAsync(words);
        await world.Scoring.CompleteAsync(run, Cancel);
        return (await world.List.RunAsync(world.Owner, world.ProjectId, Cancel)).SelectMany(s => s.Scorecards).Single(s => s.RunId == run.RunId).Id;
    }
}
