using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>What a run minimizes.</summary>
internal interface IObjective : IDisposable
{
    /// <summary>What the summed loss of the rows is divided by to be their mean.</summary>
    double Weight(IEnumerable<int> rows);

    /// <summary>Computes the loss of some rows and its gradients.</summary>
    /// <param name="rows">Numbers of training rows.</param>
    /// <param name="seed">Decides what is hidden, where something is hidden.</param>
    /// <param name="pass">How the model is run.</param>
    /// <param name="share">Multiplies the summed loss.</param>
    /// <param name="clock">Told where the time goes.</param>
    /// <returns>The loss's part of the step's mean, one value, detached.</returns>
    Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock);

    /// <summary>The loss and the metrics of the task on the validation rows, and some rows as the model sees them.</summary>
    (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel);
}

/// <summary>An objective that tells the better of two answers apart.</summary>
internal interface IPairObjective : IObjective
{
    /// <summary>By how much the preferred answer of each validation row was ahead at the last evaluation, in rewards.</summary>
    IReadOnlyList<double> Margins { get; }
}

/// <summary>Finds the objective of a run's task.</summary>
internal static class Objective
{
    public static IObjective Of(PreparedRun run, Device device) => run.Kind switch
    {
        TaskKind.CausalLm => new NextTokenObjective(run, device),
        TaskKind.Preference => new PreferenceObjective(run, device),
        TaskKind.Contrastive => new ContrastiveObjective(run, device),
        TaskKind.Reward => new RewardObjective(run, device),
        _ => new LabelObjective(run, device),
    };
}
