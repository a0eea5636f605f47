using Studio.Trainer.Models;
using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>
/// AdamW with decoupled weight decay (Loshchilov and Hutter, 2019), with bias correction as PyTorch computes it. All parameters of a group are
/// updated by one fused kernel where libtorch exports its dispatcher, else one by one with the same formula.
/// </summary>
public sealed class AdamW : IDisposable
{
    private static readonly Scalar One = 1.0;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly Dictionary<string, Tensor> _expAvg = [];
    private readonly Dictionary<string, Tensor> _expAvgSq = [];
    private readonly Dictionary<string, Tensor> _steps = [];
    private readonly double _beta1, _beta2, _epsilon;

    /// <param name="groups">The parameters; each belongs to one group.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="epsilon">Added to the root of the second moment.</param>
    public AdamW(IReadOnlyList<ParameterGroup> groups, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    {
        (_groups, _beta1, _beta2, _epsilon) = (groups, beta1, beta2, epsilon);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, parameter) in groups.SelectMany(group => group.Parameters))
        {
            _expAvg.Add(name, zeros_like(parameter, dtype: ScalarType.Float32).DetachFromDisposeScope());
            _expAvgSq.Add(name, zeros_like(parameter, dtype: ScalarType.Float32).DetachFromDisposeScope());
        }
        foreach (var group in groups)
            _steps.Add(group.Name, zeros([], dtype: ScalarType.Float32, device: group.Parameters[0].Parameter.device).DetachFromDisposeScope());
    }

    /// <summary>Whether the last update went through the fused kernel.</summary>
    internal bool UsedFusedKernel { get; private set; }

    /// <summary>
    /// The whole state by name, for a checkpoint: <c>NAME.exp_avg</c> and <c>NAME.exp_avg_sq</c>, each of its parameter's shape, and
    /// <c>GROUP.step</c>, the updates that a group has had. A restored optimizer has these tensors filled, nothing else.
    /// </summary>
    public IEnumerable<(string Name, Tensor Tensor)> State() =>
        _expAvg.Select(pair => (pair.Key + ".exp_avg", pair.Value)).Concat(_expAvgSq.Select(pair => (pair.Key + ".exp_avg_sq", pair.Value)))
            .Concat(_steps.Select(pair => (pair.Key + ".step", pair.Value)));

    /// <summary>One update with each group's own learning rate. Parameters without a gradient stay as they are.</summary>
    public void Step()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var group in _groups)
        {
            var active = group.Parameters.Where(p => p.Parameter.grad is not null).ToArray();
            if (active.Length == 0)
                continue;
            _steps[group.Name].Gather(One);
            UsedFusedKernel = TryFused(group, active);
            if (!UsedFusedKernel)
                foreach (var (name, parameter) in active)
                    Plain(group, parameter, _expAvg[name], _expAvgSq[name], (int)_steps[group.Name].item<float>());
        }
    }

    private bool TryFused(ParameterGroup group, (string Name, Tensor Parameter)[] active)
    {
        if (!Dispatcher.IsAvailable)
            return false;
        ReadOnlySpan<ulong> arguments =
        [
            Dispatcher.Of([.. active.Select(p => p.Parameter)]), Dispatcher.Of([.. active.Select(p => p.Parameter.grad!)]),
            Dispatcher.Of([.. active.Select(p => _expAvg[p.Name])]), Dispatcher.Of([.. active.Select(p => _expAvgSq[p.Name])]),
            Dispatcher.Of([]), Dispatcher.Of([.. active.Select(_ => _steps[group.Name])]), Dispatcher.Of(group.LearningRate),
            Dispatcher.Of(_beta1), Dispatcher.Of(_beta2), Dispatcher.Of(group.WeightDecay), Dispatcher.Of(_epsilon),
            Dispatcher.Of(false), Dispatcher.Of(false), Dispatcher.None, Dispatcher.None,
        ];
        Span<ulong> stack = stackalloc ulong[arguments.Length];
        arguments.CopyTo(stack);
        return Dispatcher.TryCall("aten::_fused_adamw_"u8, ""u8, stack);
    }

    internal void Plain(ParameterGroup group, Tensor parameter, Tensor expAvg, Tensor expAvgSq, int step)
    {
        using var scope = NewDisposeScope();
        using Scalar decay = 1 - group.LearningRate * group.WeightDecay, keep1 = _beta1, add1 = 1 - _beta1, keep2 = _beta2, add2 = 1 - _beta2;
        using Scalar scale = -group.LearningRate / (1 - Math.Pow(_beta1, step)), root = 1 / Math.Sqrt(1 - Math.Pow(_beta2, step)), epsilon = _epsilon;
        var gradient = parameter.grad!;
        parameter.mul_(decay);
        expAvg.mul_(keep1).add_(gradient, add1);
        expAvgSq.mul_(keep2).addcmul_(gradient, gradient, add2);
        parameter.addcdiv_(expAvg, expAvgSq.sqrt().mul_(root).Gather(epsilon), scale);
    }

    public void Dispose()
    {
        foreach (var tensor in _expAvg.Values.Concat(_expAvgSq.Values).Concat(_steps.Values))
            tensor.Dispose();
    }
}
