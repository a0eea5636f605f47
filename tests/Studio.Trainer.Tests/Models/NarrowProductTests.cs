using Studio.Trainer.Models;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Models;

public sealed class NarrowProductTests
{
    [Theory]
    [InlineData(1, 5000, 40, false)]
    [InlineData(8, 96, 40, true)]
    [InlineData(16, 4096, 64, false)]
    [InlineData(64, 200, 128, true)]
    public void Few_rows_give_the_same_product(int rows, int output, int input, bool biased)
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(3);
        var (x, weight, bias) = (randn(1, rows, input), randn(output, input), biased ? randn(output) : null);
        var expected = nn.functional.linear(x, weight, bias);
        var narrow = NarrowProduct.TryLinear(x, weight, bias);
        Assert.NotNull(narrow);
        Assert.Equal(expected.shape, narrow.shape);
        Assert.True(narrow.allclose(expected, 1e-4, 1e-4));
        Assert.True(NarrowProduct.Linear(x, randn(input, output).t(), bias).shape.SequenceEqual(expected.shape));
        Assert.Equal(NarrowProduct.Linear(x, weight, bias).data<float>().ToArray(), narrow.data<float>().ToArray());
    }

    [Fact]
    public void Gradients_still_flow_where_they_are_asked_for()
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        var weight = randn(32, 16, requires_grad: true);
        NarrowProduct.Linear(ones(8, 16), weight, null).sum().backward();
        Assert.True(weight.grad!.allclose(full([32, 16], 8f)));
    }

    [Fact]
    public void A_refused_shape_takes_the_other_way()
    {
        Libtorch.Load();
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => NarrowProduct.Linear(ones(8, 16), ones(32, 17), null));
    }
}
