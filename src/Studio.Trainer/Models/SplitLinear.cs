using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>
/// Several projections of one input. Whether the file keeps them as one weight or as several, they are computed by one product wherever no
/// gradient of the weights is asked for.
/// </summary>
internal sealed class SplitLinear
{
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
        if (is_grad_enabled() && _layers.Any(layer => layer.Stored.requires_grad))
            return [.. _layers.Select(layer => layer.Forward(x, pass))];
        var parts = Cut(functional.linear(x, ForwardPass.As(_whole, x.dtype), _wholeBias is null ? null : ForwardPass.As(_wholeBias, x.dtype)));
        for (int i = 0; i < parts.Length; i++)
            if (_layers[i].Adapter is { } adapter)
                parts[i] = parts[i].Plus(adapter.Difference(x, _layers[i].Weight, pass));
        return parts;
    }

    private Tensor[] Cut(Tensor all)
    {
        var parts = new Tensor[_outputs.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; start += _outputs[i], i++)
            parts[i] = all.narrow(-1, start, _outputs[i]);
        return parts;
    }
}
