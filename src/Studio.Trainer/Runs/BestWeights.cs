using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>A copy of the tuned weights as they were at the best evaluation, in the processor's memory.</summary>
internal sealed class BestWeights(IReadOnlyList<(string Name, Tensor Tensor)> tuned) : IDisposable
{
    private readonly Dictionary<string, Tensor> _copy = new(StringComparer.Ordinal);

    public void Keep()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in tuned)
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
        foreach (var (name, tensor) in tuned.Where(p => _copy.ContainsKey(p.Name)))
            tensor.copy_(_copy[name]);
    }

    public void Dispose()
    {
        foreach (var tensor in _copy.Values)
            tensor.Dispose();
    }
}
