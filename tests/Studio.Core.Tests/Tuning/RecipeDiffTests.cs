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

        var advice = Assert.Single(RecipeAdvice.Of(recipe, null, lengths));

        Assert.Equal("max_length", advice.Field);
        Assert.Contains("95 tokens", advice.Message, StringComparison.Ordinal);
        Assert.Equal(0.5, lengths.ShareLongerThan(50));
    }
}
