using Studio.Trainer.Models;
using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Clips gradients by their common norm, as <c>torch.nn.utils.clip_grad_norm_</c> does, without waiting for the device.</summary>
public static class GradientClipping
{
    private static readonly Scalar Epsilon = 1e-6;
    private static readonly Scalar One = 1.0;

    /// <summary>The L2 norm over all gradients, a tensor of one value in the current scope; parameters without a gradient count nothing.</summary>
    public static Tensor Norm(IReadOnlyList<Tensor> parameters)
    {
        var gradients = parameters.Select(p => p.grad!).Where(g => g is not null).ToArray();
        if (gradients.Length == 0)
            return zeros([], device: parameters.Count > 0 ? parameters[0].device : CPU);
        using var noGrad = no_grad();
        return linalg.vector_norm(stack(gradients.Select(g => linalg.vector_norm(g)).ToArray()));
    }

    /// <summary>Scales the gradients so that their norm is <paramref name="maximum"/> at most.</summary>
    /// <param name="parameters">The trained weights.</param>
    /// <param name="maximum">0 or less leaves the gradients as they are.</param>
    /// <returns>The norm before, as a tensor: reading it is up to the caller.</returns>
    public static Tensor Clip(IReadOnlyList<Tensor> parameters, double maximum)
    {
        var norm = Norm(parameters);
        if (maximum <= 0)
            return norm;
        using var noGrad = no_grad();
        using Scalar limit = maximum;
        var factor = (full_like(norm, limit) / norm.Plus(Epsilon)).clamp_max_(One);
        var gradients = parameters.Select(p => p.grad!).Where(g => g is not null).ToArray();
        if (Dispatcher.IsAvailable && gradients.Length > 0)
        {
            Span<ulong> arguments = [Dispatcher.Of(gradients), Dispatcher.Of(factor)];
            if (Dispatcher.TryCall("aten::_foreach_mul_"u8, "Tensor"u8, arguments))
                return norm;
        }
        foreach (var gradient in gradients)
            gradient.mul_(factor);
        return norm;
    }
}
