using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>The named weights of a model, in the order in which the model made them. Names are those of Hugging Face's files.</summary>
public sealed class ParameterSet(Device? device = null) : IDisposable
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Where the weights are.</summary>
    public Device Device { get; } = device ?? CPU;

    public IEnumerable<(string Name, Tensor Tensor)> All => _names.Select(name => (name, _tensors[name]));

    public IEnumerable<(string Name, Tensor Tensor)> Trainable => All.Where(p => p.Tensor.requires_grad);

    /// <summary>The linear layers made with these weights.</summary>
    internal List<Linear> Linears { get; } = [];

    public Tensor this[string name] => _tensors[name];

    public bool Contains(string name) => _tensors.ContainsKey(name);

    /// <summary>Number of values in all tensors, or in those that are trained.</summary>
    public long Count(bool trainableOnly = false) => (trainableOnly ? Trainable : All).Sum(p => p.Tensor.NumberOfElements);

    /// <summary>Makes a weight of the given shape, filled with zeros. It belongs to this set and outlives dispose scopes.</summary>
    public Tensor Add(string name, params ReadOnlySpan<long> shape)
    {
        var tensor = zeros(shape.ToArray(), dtype: ScalarType.Float32, device: Device).requires_grad_().DetachFromDisposeScope();
        _tensors.Add(name, tensor);
        _names.Add(name);
        return tensor;
    }

    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
