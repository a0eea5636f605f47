using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// The layers of a pass of which only the inputs were kept. The graph is cut at each of them, and the way back goes from cut to cut: no code
/// of ours is called from inside libtorch, where an exception would end the process.
/// </summary>
internal sealed class LayerCheckpoints
{
    private readonly List<Segment> _segments = [];

    /// <summary>Computes the layer and forgets everything but its result.</summary>
    public Tensor Run(Tensor x, Func<Tensor, Tensor> layer)
    {
        Tensor output;
        bool learns;
        using (NewDisposeScope())
        {
            using var input = x.detach().requires_grad_(x.requires_grad);
            using var computed = layer(input);
            learns = computed.requires_grad;
            output = computed.detach().MoveToOuterDisposeScope();
        }
        output.requires_grad_(learns);
        if (learns)
            _segments.Add(new(x, layer, output));
        return output;
    }

    /// <summary>Carries the gradient of the last layer's result down to the weights of all of them and to what went into the first.</summary>
    public void Backward()
    {
        for (int i = _segments.Count - 1; i >= 0; i--)
        {
            var (x, layer, output) = _segments[i];
            using var scope = NewDisposeScope();
            if (output.grad is not { } gradient)
                continue;
            var input = x.detach().requires_grad_(x.requires_grad);
            layer(input).backward([gradient]);
            output.grad = null;
            if (input.grad is not { } below)
                continue;
            if (i > 0 && ReferenceEquals(_segments[i - 1].Output, x))
                x.grad = below;
            else
                x.backward([below]);
        }
        _segments.Clear();
    }

    private sealed record Segment(Tensor Input, Func<Tensor, Tensor> Layer, Tensor Output);
}
