using Studio.Trainer.Models;
using Studio.Trainer.Models.Decoders;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Models;

/// <summary>Each step in one pass beside the operations of libtorch, which are taken where a gradient is asked for; on values that lie apart, as cuts of joined products do.</summary>
public sealed class SinglePassTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(2, 700)]
    public void Normalization_by_the_root_mean_square(int rows, int tokens)
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var parameters = new ParameterSet();
        foreach (bool plusOne in new[] { false, true })
        {
            var norm = new RmsNorm(parameters, $"norm {plusOne}", 64, 1e-5, plusOne);
            using (no_grad())
                parameters[$"norm {plusOne}.weight"].uniform_(0.5, 1.5);
            var x = randn(rows, tokens, 192).narrow(-1, 64, 64).view(rows, tokens, 1, 64);
            Same(() => norm.Forward(x), x);
        }
    }

    [Theory]
    [InlineData(1, 700, false)]
    [InlineData(4, 1, true)]
    [InlineData(2, 3, true)]
    public void Rotary_positions(int rows, int tokens, bool byRow)
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var table = new RotaryTable(new Rope([.. Enumerable.Range(0, 16).Select(i => MathF.Pow(10_000, -i / 16f))]), CPU);
        var angles = byRow
            ? table.At(arange(rows * tokens, dtype: ScalarType.Int64).view(rows, tokens) * 3, rows * tokens * 3, ScalarType.Float32)
            : table.First(5, tokens, ScalarType.Float32);
        var x = MultiHead.Split(randn(rows, tokens, 4 * 96).narrow(-1, 128, 128), 4);
        Same(() => angles.Turn(x), x);
    }

    [Fact]
    public void The_gate_of_the_feed_forward_part()
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var joined = randn(3, 50, 1024) * 20;
        var (gate, up) = (joined.narrow(-1, 0, 512), joined.narrow(-1, 512, 512));
        Assert.True(SinglePass.Suits(gate));
        Assert.True(SinglePass.SiluTimes(gate, up).allclose(nn.functional.silu(gate) * up, 1e-5, 1e-5));
        Assert.False(SinglePass.Suits(gate.transpose(1, 2)), "Values that do not lie side by side are left to libtorch.");
        Assert.False(SinglePass.Suits(gate.narrow(-1, 0, 9)), "So are those that do not fill whole vectors.");
    }

    private static void Same(Func<Tensor> step, Tensor x)
    {
        var expected = step();
        using var noGrad = no_grad();
        Assert.True(SinglePass.Suits(x));
        var actual = step();
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(actual.allclose(expected, 1e-5, 1e-5), $"They differ by {(actual - expected).abs().max().item<float>()}.");
    }
}
