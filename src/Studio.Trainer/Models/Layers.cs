using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>y = x Wᵀ + b, with the weight [output, input] and the bias [output] of a parameter set.</summary>
internal sealed class Linear
{
    public Linear(ParameterSet parameters, string name, int input, int output, bool bias = true)
    {
        (Name, Input, Output) = (name, input, output);
        Weight = parameters.Add(name + ".weight", output, input);
        Bias = bias ? parameters.Add(name + ".bias", output) : null;
        parameters.Linears.Add(this);
    }

    public string Name { get; }

    /// <summary>Changes what the layer computes while its own weights stay as they are.</summary>
    public ILinearAdapter? Adapter { get; set; }

    public int Input { get; }

    public int Output { get; }

    public Tensor Weight { get; }

    public Tensor? Bias { get; }

    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var y = functional.linear(x, ForwardPass.As(Weight, x.dtype), Bias is null ? null : ForwardPass.As(Bias, x.dtype));
        return Adapter is null ? y : y + Adapter.Difference(x, Weight, pass);
    }
}

/// <summary>What is added to a linear layer's output.</summary>
internal interface ILinearAdapter
{
    /// <param name="x">The layer's input.</param>
    /// <param name="weight">The layer's own weight, [output, input].</param>
    /// <param name="pass">Says whether dropout applies.</param>
    Tensor Difference(Tensor x, Tensor weight, ForwardPass pass);
}

/// <summary>Layer normalization over the last dimension (Ba, Kiros and Hinton, 2016).</summary>
internal sealed class Norm
{
    private readonly long[] _shape;
    private readonly double _epsilon;

    public Norm(ParameterSet parameters, string name, int size, double epsilon, bool bias = true)
    {
        (_shape, _epsilon) = ([size], epsilon);
        Weight = parameters.Add(name + ".weight", size);
        Bias = bias ? parameters.Add(name + ".bias", size) : null;
    }

    public Tensor Weight { get; }

    public Tensor? Bias { get; }

    public Tensor Forward(Tensor x) =>
        functional.layer_norm(x, _shape, ForwardPass.As(Weight, x.dtype), Bias is null ? null : ForwardPass.As(Bias, x.dtype), _epsilon);
}
