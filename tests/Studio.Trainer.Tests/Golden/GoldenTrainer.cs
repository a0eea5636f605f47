using System.Text.Json.Nodes;
using Studio.Trainer.Optimization;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>The optimizer, schedule and clipping that a golden file's <c>train</c> section describes, made of the engine's parts.</summary>
internal sealed class GoldenTrainer : IDisposable
{
    private readonly (string Name, Tensor Tensor)[] _parameters;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly AdamW _optimizer;
    private readonly Schedule _schedule;
    private readonly double _rate, _maxNorm;
    private int _done;

    public GoldenTrainer(IEnumerable<(string Name, Tensor Tensor)> parameters, JsonObject train)
    {
        _parameters = [.. parameters];
        _groups = ParameterGroups.Build(_parameters, GoldenModel.Value(train["weight_decay"]));
        Assert.Equal(
            train["no_decay"]!.AsArray().Select(n => n!.GetValue<string>()).Order(StringComparer.Ordinal),
            _groups.Where(g => g.WeightDecay == 0).SelectMany(g => g.Parameters).Select(p => p.Name).Order(StringComparer.Ordinal));
        _optimizer = new(_groups, GoldenModel.Value(train["betas"]![0]), GoldenModel.Value(train["betas"]![1]), GoldenModel.Value(train["eps"]));
        _schedule = Schedule.Create(train["schedule"]!.GetValue<string>(), train["warmup_steps"]!.GetValue<int>(), train["total_steps"]!.GetValue<int>());
        _rate = GoldenModel.Value(train["lr"]);
        _maxNorm = GoldenModel.Value(train["max_grad_norm"]);
    }

    /// <summary>Clips, updates and clears the gradients; returns the norm before clipping.</summary>
    public double Step(out double rate)
    {
        rate = _rate * _schedule.Factor(_done++);
        foreach (var group in _groups)
            group.LearningRate = rate;
        Tensor[] tensors = [.. _parameters.Select(p => p.Tensor)];
        double norm = GradientClipping.Clip(tensors, _maxNorm).item<float>();
        _optimizer.Step();
        foreach (var tensor in tensors)
            tensor.grad = null;
        return norm;
    }

    public void Dispose() => _optimizer.Dispose();
}
