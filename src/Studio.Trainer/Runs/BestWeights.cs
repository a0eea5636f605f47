using Studio.Trainer.Models;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>A copy of the trained weights as they were at the best evaluation, in the processor's memory.</summary>
internal sealed class BestWeights(ParameterSet parameters) : IDisposable
{
    private readonly Dictionary<string, Tensor> _copy = new(StringComparer.Ordinal);

    public void Keep()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in parameters.Trainable)
        {
            if (_copy.TryGetValue(name, out var kept))
                kept.copy_(tensor);
            else
                _copy[name] = tensor.detach().to(CPU, copy: true).DetachFromDisposeScope();
        }
    }

    public void Restore()
    {
        using var noGrad = no_grad();
        foreach (var (name, kept) in _copy)
            parameters[name].copy_(kept);
    }

    public void Dispose()
    {
        foreach (var tensor in _copy.Values)
            tensor.Dispose();
    }
}
