using Studio.Trainer.Native;
using TorchSharp;

namespace Studio.Trainer.Tests.Native;

public sealed class DispatcherTests
{
    [Fact]
    public void An_operator_called_by_name_gives_its_result()
    {
        using var scope = torch.NewDisposeScope();
        var a = torch.tensor(new float[] { 1, 2, 3, 4 }, [2, 2]);
        Span<ulong> stack = [Dispatcher.Of(a), Dispatcher.Of(a)];

        Assert.True(Dispatcher.IsAvailable);
        Assert.True(Dispatcher.TryCall("aten::mm"u8, ""u8, stack));

        Assert.Equal([7f, 10f, 15f, 22f], Dispatcher.Tensor(stack[0]).data<float>().ToArray());
    }

    [Fact]
    public void A_wrong_shape_and_an_unknown_operator_are_refused_and_the_process_lives()
    {
        using var scope = torch.NewDisposeScope();
        var a = torch.ones(2, 3);

        for (int i = 0; i < 3; i++)
            Assert.False(Dispatcher.TryCall("aten::mm"u8, ""u8, [Dispatcher.Of(a), Dispatcher.Of(a)]));
        Assert.False(Dispatcher.TryCall("aten::no_such_operator"u8, ""u8, [Dispatcher.Of(a)]));

        Assert.Equal(6f, a.sum().item<float>());
    }
}
