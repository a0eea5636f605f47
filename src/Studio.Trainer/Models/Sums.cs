using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// Sums of tensors. TorchSharp's own <c>+</c> makes the factor of its second operand anew for each call, and the garbage collector may free it
/// before native code has read it; here it is made once.
/// </summary>
internal static class Sums
{
    private static readonly Scalar Once = 1.0, WholeOnce = 1;

    public static Tensor Plus(this Tensor left, Tensor right) => left.add(right, Factor(left));

    public static Tensor Plus(this Tensor left, Scalar right) => left.add(right, Factor(left));

    /// <summary>Adds into the tensor itself.</summary>
    public static Tensor Gather(this Tensor into, Tensor added) => into.add_(added, Factor(into));

    /// <inheritdoc cref="Gather(Tensor, Tensor)"/>
    public static Tensor Gather(this Tensor into, Scalar added) => into.add_(added, Factor(into));

    // A sum of whole numbers takes no broken factor.
    private static Scalar Factor(Tensor tensor) => tensor.is_floating_point() ? Once : WholeOnce;
}
