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
    }

    public string Name { get; }

    public int Input { get; }

    public int Output { get; }

    public Tensor Weight { get; }

    public Tensor? Bias { get; }

    public Tensor Forward(Tensor x) => functional.linear(x, Weight, Bias);
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

    public Tensor Forward(Tensor x) => functional.layer_norm(x, _shape, Weight, Bias, _epsilon);
}
