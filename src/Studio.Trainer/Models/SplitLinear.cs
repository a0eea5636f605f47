using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// Several projections of one input. Whether the file keeps them as one weight or as several, they are computed by one product wherever no
/// gradient of the weights is asked for, and where the weights are small enough to be put together for each pass.
/// </summary>
internal sealed class SplitLinear
{
    // One wide product of a small encoder is a third faster than three narrow ones; of larger weights the copy, which the backward pass needs too, would cost more.
    private const long SmallWeights = 1 << 20;

    private readonly int[] _outputs;
    private readonly Linear[] _layers;
    private readonly Tensor? _whole, _wholeBias;

    /// <param name="parameters">Receives the weights.</param>
    /// <param name="names">One name for all projections, or one for each.</param>
    /// <param name="input">Values that come in.</param>
    /// <param name="outputs">Values of each projection.</param>
    /// <param name="bias">Whether the projections have one.</param>
    /// <param name="transposed">As in <see cref="Linear"/>; for a single name only.</param>
    public SplitLinear(ParameterSet parameters, IReadOnlyList<string> names, int input, int[] outputs, bool bias, bool transposed = false)
    {
        _outputs = outputs;
        if (names.Count == 1)
        {
            _layers = [new(parameters, names[0], input, outputs.Sum(), bias, transposed)];
            return;
        }
        (var weights, _whole) = parameters.AddJoined([.. names.Select(n => n + ".weight")], outputs, input);
        Tensor[]? biases = null;
        if (bias)
            (biases, _wholeBias) = parameters.AddJoined([.. names.Select(n => n + ".bias")], outputs, null);
        _layers = [.. names.Select((name, i) => new Linear(parameters, name, weights[i], biases?[i]))];
    }

    /// <summary>[…, input] to one tensor […, output] for each projection.</summary>
    public Tensor[] Forward(Tensor x, ForwardPass pass)
    {
        if (_whole is null)
            return _layers.Length == _outputs.Length ? [_layers[0].Forward(x, pass)] : Cut(_layers[0].Forward(x, pass));
        var (whole, bias) = (_whole, _wholeBias);
        if (is_grad_enabled() && _layers.Any(static layer => layer.Stored.requires_grad))
        {
            if (_whole.NumberOfElements > SmallWeights || !_layers.All(static layer => layer.Stored.requires_grad && layer.Adapter is null))
                return [.. _layers.Select(layer => layer.Forward(x, pass))];
            whole = cat([.. _layers.Select(static layer => layer.Stored)], 0);
            bias = _wholeBias is null ? null : cat([.. _layers.Select(static layer => layer.Bias!)], 0);
        }
        var parts = Cut(NarrowProduct.Linear(x, ForwardPass.As(whole, x.dtype), bias is null ? null : ForwardPass.As(bias, x.dtype)));
        for (int i = 0; i < parts.Length; i++)
            if (_layers[i].Adapter is { } adapter)
                parts[i] = parts[i].Plus(adapter.Difference(x, _layers[i].Weight, pass));
        return parts;
    }

    // On the way back a cut in one go becomes one joined gradient; narrow views would each fill a whole one with zeros.
    private Tensor[] Cut(Tensor all) => all.split([.. _outputs.Select(static size => (long)size)], -1);
}
