using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>The named weights of a model, in the order in which the model made them. Names are those of Hugging Face's files.</summary>
public sealed class ParameterSet(Device? device = null, ScalarType type = ScalarType.Float32) : IDisposable
{
    private readonly List<string> _names = [];
    private readonly List<Tensor> _whole = [];
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Where the weights are.</summary>
    public Device Device { get; } = device ?? CPU;

    /// <summary>Element type of the weights.</summary>
    public ScalarType Type { get; } = type;

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
        var tensor = zeros(shape.ToArray(), dtype: Type, device: Device).requires_grad_().DetachFromDisposeScope();
        _tensors.Add(name, tensor);
        _names.Add(name);
        return tensor;
    }

    /// <summary>
    /// Makes several weights that lie one behind the other in one memory, so that all of them can be used at once. Each has its own name and
    /// gradient; whatever is written to one of them shows in the whole.
    /// </summary>
    /// <param name="names">The weights' names.</param>
    /// <param name="rows">Rows of each.</param>
    /// <param name="columns">Columns of all of them; null for vectors.</param>
    /// <returns>The weights, and the whole [sum of rows, columns], which needs no gradient.</returns>
    internal (Tensor[] Parts, Tensor Whole) AddJoined(IReadOnlyList<string> names, IReadOnlyList<int> rows, int? columns)
    {
        long all = rows.Sum(n => (long)n);
        var whole = zeros(columns is { } width ? [all, width] : [all], dtype: Type, device: Device).DetachFromDisposeScope();
        _whole.Add(whole);
        var parts = new Tensor[names.Count];
        long start = 0;
        for (int i = 0; i < parts.Length; start += rows[i], i++)
        {
            parts[i] = whole.narrow(0, start, rows[i]).detach().requires_grad_().DetachFromDisposeScope();
            _tensors.Add(names[i], parts[i]);
            _names.Add(names[i]);
        }
        return (parts, whole);
    }

    public void Dispose()
    {
        _whole.ForEach(tensor => tensor.Dispose());
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }
}
