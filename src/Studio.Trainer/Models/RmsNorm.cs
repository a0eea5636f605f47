using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// Root mean square normalization over the last dimension (Zhang and Sennrich, 2019), computed in 32 bits whatever the type of the values.
/// </summary>
/// <param name="parameters">Receives the weight [size].</param>
/// <param name="name">What the file calls the normalization.</param>
/// <param name="size">Values of the last dimension.</param>
/// <param name="epsilon">Added to the mean square.</param>
/// <param name="plusOne">True where the stored weight is the factor less one, as in Gemma.</param>
internal sealed class RmsNorm(ParameterSet parameters, string name, int size, double epsilon, bool plusOne = false) : INorm
{
    private static readonly Scalar One = 1.0;
    private static readonly long[] Last = [-1];
    private readonly Tensor _weight = parameters.Add(name + ".weight", size);
    private readonly Scalar _epsilon = epsilon;

    public Tensor Forward(Tensor x)
    {
        if (SinglePass.Suits(x) && _weight.dtype == ScalarType.Float32)
            return SinglePass.RmsNorm(x, _weight, (float)epsilon, plusOne);
        var wide = ForwardPass.As(x, ScalarType.Float32);
        var even = wide * wide.square().mean(Last, true).Gather(_epsilon).rsqrt();
        // Gemma multiplies before it narrows, the others after; in 16 bits that is another number.
        return plusOne ? ForwardPass.As(even * ForwardPass.As(_weight, ScalarType.Float32).Plus(One), x.dtype) : ForwardPass.As(_weight, x.dtype) * ForwardPass.As(even, x.dtype);
    }
}
