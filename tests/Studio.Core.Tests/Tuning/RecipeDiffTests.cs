using Studio.Core.Tuning;
using Studio.Trainer.Runs;

namespace Studio.Core.Tests.Tuning;

public sealed class RecipeDiffTests
{
    [Fact]
    public void Only_fields_that_differ_are_named_with_each_value()
    {
        var first = new Recipe { BaseModel = "bert", Epochs = 3 };
        var second = first with { Method = "lora", Lora = new LoraSettings { R = 16 }, Optimizer = first.Optimizer with { LearningRate = 5e-4 } };

        var differences = RecipeDiff.Of([first, second]);

        Assert.Contains(differences, d => d.Field == "method" && d.Values.SequenceEqual(["full", "lora"]));
        Assert.Contains(differences, d => d.Field == "lora.r" && d.Values.SequenceEqual([null, "16"]));
        Assert.Contains(differences, d => d.Field == "optimizer.learning_rate");
        Assert.DoesNotContain(differences, d => d.Field is "epochs" or "base_model");
        Assert.Empty(RecipeDiff.Of([first, first with { }]));
    }

    [Theory]
    [InlineData("full", 5e-4, "optimizer.learning_rate")]
    [InlineData("lora", 2e-5, "optimizer.learning_rate")]
    [InlineData("lora", 2e-4, null)]
    [InlineData("full", 2e-5, null)]
    public void A_learning_rate_out_of_the_method_s_range_is_warned_of(string method, double rate, string? field)
    {
        var recipe = new Recipe { BaseModel = "bert", Method = method, Optimizer = new OptimizerSettings { LearningRate = rate } };

        Assert.Equal(field is null ? [] : [field], RecipeAdvice.Of(recipe, null, null).Select(a => a.Field));
    }

    [Fact]
    public void Rows_that_lose_their_end_are_counted_and_the_length_that_would_do_is_named()
    {
        var lengths = new TextLengths([.. Enumerable.Range(1, 100)], Estimated: false);
        var recipe = new Recipe { BaseModel = "bert", MaxLength = 50, Optimizer = new OptimizerSettings { LearningRate = 2e-5 } };

        var advice = Assert.Single(RecipeAdvice.Of(recipe, null, new PreflightReport(lengths, [], 0, 0)));

        Assert.Equal("max_length", advice.Field);
        Assert.Contains("95 tokens", advice.Message, StringComparison.Ordinal);
        Assert.Equal(0.5, lengths.ShareLongerThan(50));
    }

    [Fact]
    public void The_histogram_holds_every_row_once()
    {
        var lengths = new TextLengths([2, 3, 3, 9, 17, 40], Estimated: false);

        Assert.Equal([(10, 4), (20, 1), (30, 0), (40, 1)], lengths.Histogram(4));
    }

    [Fact]
    public void Leaking_splits_and_rare_labels_are_warned_of()
    {
        var recipe = new Recipe { BaseModel = "bert", Optimizer = new OptimizerSettings { LearningRate = 2e-5 } };
        var report = new PreflightReport(new TextLengths([5], false), [new("often", 900), new("seldom", 20)], 3, 1);

        var advice = RecipeAdvice.Of(recipe, null, report);

        Assert.Collection(advice,
            leak => Assert.StartsWith("3 validation and 1 test rows", leak.Message, StringComparison.Ordinal),
            rare => Assert.Contains("“seldom” 20", rare.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Texts_that_differ_in_case_and_white_space_count_as_the_same()
    {
        Assert.Equal(TextKey.Of("Where is\n my PARCEL"), TextKey.Of(" where is my parcel "));
        Assert.NotEqual(TextKey.Of("where is my parcel"), TextKey.Of("where is my parcel?"));
    }
}
