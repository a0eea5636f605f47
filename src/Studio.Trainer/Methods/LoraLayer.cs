using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Methods;

/// <summary>
/// The adapter of one linear layer: B A x, scaled (Hu and others, 2021). With DoRA the layer's whole weight is W + B A with each row
/// brought to a learned length (Liu and others, 2024); the length divided by is treated as a constant, as the paper proposes.
/// </summary>
internal sealed class LoraLayer : ILinearAdapter, IDisposable
{
    private readonly Tensor _a, _b;
    private readonly Tensor? _magnitude;
    private readonly Scalar _scale, _one = 1.0;
    private readonly double _dropout;

    public LoraLayer(ParameterSet parameters, Linear layer, int rank, double scale, double dropout, bool dora)
    {
        string at = Adapter.PeftPrefix + layer.Name;
        (Layer, _scale, _dropout) = (layer, scale, dropout);
        _a = parameters.Add(at + ".lora_A.weight", rank, layer.Input);
        _b = parameters.Add(at + ".lora_B.weight", layer.Output, rank);
        _magnitude = dora ? parameters.Add(at + ".lora_magnitude_vector", layer.Output) : null;
    }

    public Linear Layer { get; }

    /// <summary>A as PyTorch makes a linear layer, B zero, the length that of W: the adapted layer begins as the layer itself.</summary>
    public void Initialize()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        double bound = 1 / Math.Sqrt(Layer.Input);
        init.uniform_(_a, -bound, bound);
        init.zeros_(_b);
        _magnitude?.copy_(RowLengths(Layer.Weight));
    }

    public Tensor Difference(Tensor x, Tensor weight, ForwardPass pass)
    {
        var dropped = pass.Dropout(x, _dropout);
        var low = functional.linear(functional.linear(dropped, ForwardPass.As(_a, x.dtype), null), ForwardPass.As(_b, x.dtype), null).mul(_scale);
        if (_magnitude is null)
            return low;
        var factor = ForwardPass.As(_magnitude / RowLengths(weight.Plus(Delta().detach())).detach(), x.dtype);
        return (factor.sub(_one) * functional.linear(dropped, ForwardPass.As(weight, x.dtype), null)).Plus(factor * low);
    }

    /// <summary>Puts the adapter into the layer's weight.</summary>
    public void Merge()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var merged = Layer.Weight.Plus(Delta());
        Layer.Weight.copy_(_magnitude is null ? merged : merged * (_magnitude / RowLengths(merged)).unsqueeze(1));
    }

    public void Dispose()
    {
        _scale.Dispose();
        _one.Dispose();
    }

    private Tensor Delta() => _b.mm(_a).mul(_scale);

    private static Tensor RowLengths(Tensor weight) => linalg.vector_norm(weight, dims: [1]);
}
