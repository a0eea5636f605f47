using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Explicit penalties on the size of the trained matrices; biases and normalizations are spared, as with weight decay.</summary>
internal sealed class WeightPenalty(double l1, double l2)
{
    private readonly Scalar _l1 = l1, _l2 = l2;

    public bool IsSet => l1 > 0 || l2 > 0;

    /// <summary>Adds the penalty's gradient to the parameters and answers its value, detached, in the current scope.</summary>
    public Tensor Backward(IEnumerable<ParameterGroup> groups)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        foreach (var (name, parameter) in groups.SelectMany(g => g.Parameters))
        {
            if (!parameter.requires_grad || !ParameterGroups.IsDecayed(name))
                continue;
            var part = zeros([], device: parameter.device);
            if (l1 > 0)
                part = part.Plus(parameter.abs().sum().mul(_l1));
            if (l2 > 0)
                part = part.Plus(parameter.square().sum().mul(_l2));
            sum = sum is null ? part : sum.Plus(part);
        }
        if (sum is null)
            return zeros([]).MoveToOuterDisposeScope();
        sum.backward();
        return sum.detach().MoveToOuterDisposeScope();
    }
}
