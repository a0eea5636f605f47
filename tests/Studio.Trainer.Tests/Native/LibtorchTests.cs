using Studio.Trainer.Native;
using TorchSharp;

namespace Studio.Trainer.Tests.Native;

public sealed class LibtorchTests
{
    [Fact]
    public void The_first_tensor_loads_libtorch_and_multiplies()
    {
        using var scope = torch.NewDisposeScope();

        var product = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]).mm(torch.tensor(new float[] { 5, 6, 7, 8 }, [2, 2]));

        Assert.Equal([19f, 22f, 43f, 50f], product.data<float>().ToArray());
        Assert.NotNull(Libtorch.Folder);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(4, 2)]
    [InlineData(6, 3)]
    [InlineData(16, 4)]
    [InlineData(96, 12)]
    public void A_product_is_cut_so_that_every_thread_has_a_part(int threads, int stripes) => Assert.Equal(stripes, NativeThreads.Stripes(threads));
}
