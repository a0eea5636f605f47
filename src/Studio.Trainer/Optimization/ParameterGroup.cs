using static TorchSharp.torch;

namespace Studio.Trainer.Optimization;

/// <summary>Named parameters that share a learning rate and a weight decay, and that begin to be trained together.</summary>
/// <param name="name">Stands in checkpoints.</param>
/// <param name="parameters">The weights.</param>
/// <param name="weightDecay">Share of the weights that each update takes away, times the rate.</param>
/// <param name="rateFactor">What the schedule's rate is multiplied with for this group.</param>
/// <param name="layer">The layer of the model that they belong to; the head is the highest, embeddings are -1.</param>
public sealed class ParameterGroup(string name, IReadOnlyList<(string Name, Tensor Parameter)> parameters, double weightDecay, double rateFactor = 1, int layer = 0)
{
    public string Name => name;

    public IReadOnlyList<(string Name, Tensor Parameter)> Parameters => parameters;

    public double WeightDecay => weightDecay;

    public double RateFactor => rateFactor;

    public int Layer => layer;

    /// <summary>The rate of the next update.</summary>
    public double LearningRate { get; set; }
}
