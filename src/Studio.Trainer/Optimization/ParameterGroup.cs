using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Named parameters that share a learning rate and a weight decay.</summary>
public sealed class ParameterGroup(IReadOnlyList<(string Name, Tensor Parameter)> parameters, double weightDecay, double rateFactor = 1)
{
    public IReadOnlyList<(string Name, Tensor Parameter)> Parameters { get; } = parameters;

    public double WeightDecay { get; } = weightDecay;

    /// <summary>What the schedule's rate is multiplied with for this group.</summary>
    public double RateFactor { get; } = rateFactor;

    /// <summary>The rate of the next update.</summary>
    public double LearningRate { get; set; }
}
