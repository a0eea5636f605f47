using Studio.Trainer.Models;
using Studio.Trainer.Tests.Runs;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Models;

[Collection(EngineCollection.Name)]
public sealed class DropoutTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 0.1)]
    [InlineData(ScalarType.Float32, 0.5)]
    [InlineData(ScalarType.BFloat16, 0.25)]
    public void A_mask_hides_its_share_and_keeps_the_mean(ScalarType type, double probability)
    {
        using var scope = NewDisposeScope();
        var mask = DropoutMask.Draw(empty([37, 1001, 29], dtype: type), probability, 7).to_type(ScalarType.Float64);
        double hidden = mask.eq(0).to_type(ScalarType.Float64).mean().item<double>();

        // Five standard deviations of a million draws; the values of bfloat16 have 8 bits.
        Assert.InRange(hidden, probability - 0.0025, probability + 0.0025);
        Assert.InRange(mask.mean().item<double>(), 0.99, 1.01);
        Assert.Equal(2, mask.unique().output.shape[0]);
    }

    [Fact]
    public void Neighbouring_draws_know_nothing_of_each_other()
    {
        using var scope = NewDisposeScope();
        var drawn = DropoutMask.Draw(empty([1 << 20]), 0.5, 3).gt(0).to_type(ScalarType.Float64) * 2 - 1;
        foreach (long distance in new long[] { 1, 2, 3, 8, 16, 17, 256, 1 << 14 })
        {
            double correlation = (drawn.narrow(0, 0, drawn.shape[0] - distance) * drawn.narrow(0, distance, drawn.shape[0] - distance)).mean().item<double>();
            Assert.InRange(correlation, -0.005, 0.005);
        }
    }

    [Fact]
    public void A_seed_gives_the_same_mask_again_and_another_seed_another()
    {
        using var scope = NewDisposeScope();
        var first = DropoutMask.Draw(empty([100_003]), 0.3, 11);
        Assert.True(Same(first, DropoutMask.Draw(empty([100_003]), 0.3, 11)));
        Assert.False(Same(first, DropoutMask.Draw(empty([100_003]), 0.3, 12)));
    }

    [Fact]
    public void Every_place_of_a_pass_draws_a_mask_of_its_own()
    {
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(training: true) { Seed = 5 };
        var x = ones(64, 64);
        var drawn = new[] { pass.Dropout(x, 0.5), pass.Dropout(x, 0.5), pass.Layer(0, x, input => pass.Dropout(input, 0.5)), pass.Layer(1, x, input => pass.Dropout(input, 0.5)) };
        for (int i = 0; i < drawn.Length; i++)
            for (int j = 0; j < i; j++)
                Assert.False(Same(drawn[i], drawn[j]));
    }

    [Fact]
    public void Attention_with_a_mask_drawn_here_is_on_average_the_attention_without_dropout()
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = (randn(2, 3, 5, 4), randn(2, 3, 5, 4), randn(2, 3, 5, 4));
        var mask = zeros(2, 1, 1, 5);
        mask[1, 0, 0, 4] = -3.3e38;
        var plain = MultiHead.Attend(query, key, value, mask, 0.2, new ForwardPass());
        var sum = zeros_like(plain);
        const int Passes = 4000;
        for (int i = 0; i < Passes; i++)
            sum.add_(MultiHead.Attend(query, key, value, mask, 0.2, new ForwardPass(training: true) { Seed = i }));
        Assert.InRange((sum.div(Passes) - plain).abs().max().item<float>(), 0, 0.08);
    }

    private static bool Same(Tensor one, Tensor other) => one.eq(other).all().item<bool>();
}
