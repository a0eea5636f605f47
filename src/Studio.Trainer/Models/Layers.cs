using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Studio.Trainer.Models;

/// <summary>y = x Wᵀ + b, with the weight [output, input] and the bias [output] of a parameter set.</summary>
internal sealed class Linear
{
    /// <param name="parameters">Receives the weight and the bias.</param>
    /// <param name="name">What the file calls the layer.</param>
    /// <param name="input">Values that come in.</param>
    /// <param name="output">Values that go out.</param>
    /// <param name="bias">False for a layer without.</param>
    /// <param name="transposed">True where the file stores the weight as [input, output], as GPT-2's does.</param>
    public Linear(ParameterSet parameters, string name, int input, int output, bool bias = true, bool transposed = false)
        : this(parameters, name, transposed ? parameters.Add(name + ".weight", input, output) : parameters.Add(name + ".weight", output, input), bias ? parameters.Add(name + ".bias", output) : null, transposed)
    {
    }

    /// <summary>A layer over weights that are in the set already.</summary>
    public Linear(ParameterSet parameters, string name, Tensor weight, Tensor? bias, bool transposed = false)
    {
        (Name, Stored, Bias, IsTransposed) = (name, weight, bias, transposed);
        (Input, Output) = transposed ? ((int)weight.shape[0], (int)weight.shape[1]) : ((int)weight.shape[1], (int)weight.shape[0]);
        parameters.Linears.Add(this);
    }

    public string Name { get; }

    public bool IsTransposed { get; }

    /// <summary>Changes what the layer computes while its own weights stay as they are.</summary>
    public ILinearAdapter? Adapter { get; set; }

    public int Input { get; }

    public int Output { get; }

    /// <summary>As the file has it: [output, input], or the other way about for a transposed layer.</summary>
    public Tensor Stored { get; }

    /// <summary>[output, input]; writing into it changes the stored weight.</summary>
    public Tensor Weight => IsTransposed ? Stored.t() : Stored;

    public Tensor? Bias { get; }

    public Tensor Forward(Tensor x, ForwardPass pass)
    {
        var weight = Weight;
        var y = NarrowProduct.Linear(x, ForwardPass.As(weight, x.dtype), Bias is null ? null : ForwardPass.As(Bias, x.dtype));
        return Adapter is null ? y : y.Plus(Adapter.Difference(x, weight, pass));
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

/// <summary>A normalization over the last dimension.</summary>
internal interface INorm
{
    Tensor Forward(Tensor x);
}

/// <summary>Layer normalization over the last dimension (Ba, Kiros and Hinton, 2016).</summary>
internal sealed class Norm : INorm
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
