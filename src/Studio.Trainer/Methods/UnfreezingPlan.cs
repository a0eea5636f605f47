using Studio.Trainer.Optimization;
using Studio.Trainer.Runs;

namespace Studio.Trainer.Methods;

/// <summary>
/// Gradual unfreezing (Howard and Ruder, 2018): the head learns alone first, then the layers join from the top, at last the embeddings. What
/// learns follows from the step's number alone, so that a resumed run needs no memory of it.
/// </summary>
internal sealed class UnfreezingPlan(UnfreezingSettings settings, int layers, int stepsPerEpoch)
{
    private readonly int _stepsPerStage = settings.StepsPerStage ?? Math.Max(1, (int)Math.Round(settings.EpochsPerStage * stepsPerEpoch));
    private int _lowest = int.MaxValue;

    /// <summary>The lowest layer that learns at the 0-based step: <c>layers</c> is the head alone, -1 everything.</summary>
    public int LowestLayer(int step) => (int)Math.Max(-1, layers - (long)(step / _stepsPerStage) * settings.LayersPerStage);

    /// <summary>The 0-based step from which a layer learns; <c>layers</c> is the head, -1 the embeddings.</summary>
    public int FirstStep(int layer) => (int)Math.Min(int.MaxValue, (long)_stepsPerStage * ((layers - layer + settings.LayersPerStage - 1) / settings.LayersPerStage));

    /// <summary>Sets which groups learn.</summary>
    /// <returns>The lowest learning layer where it changed with this step, else null.</returns>
    public int? Apply(int step, IEnumerable<ParameterGroup> groups)
    {
        int lowest = LowestLayer(step);
        if (lowest == _lowest)
            return null;
        _lowest = lowest;
        foreach (var (_, parameter) in groups.Where(g => g.Layer < lowest).SelectMany(g => g.Parameters))
            parameter.requires_grad = false;
        foreach (var (_, parameter) in groups.Where(g => g.Layer >= lowest).SelectMany(g => g.Parameters))
            parameter.requires_grad = true;
        return lowest;
    }
}
