using Studio.Trainer.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Objectives;

/// <summary>Labels, numbers, tags and hidden words: what an encoder's head answers.</summary>
internal sealed class LabelObjective : IObjective
{
    private readonly PreparedRun _run;
    private readonly Device _device;
    private readonly Evaluator _evaluator;
    private readonly double[]? _classWeights;
    private readonly Tensor? _classWeightTensor;

    public LabelObjective(PreparedRun run, Device device)
    {
        (_run, _device, _evaluator) = (run, device, new(run, device));
        _classWeights = run.Recipe.ClassWeights is { } weights ? [.. run.Labels.Select(label => weights.GetValueOrDefault(label, 1))] : null;
        _classWeightTensor = _classWeights is null ? null : tensor([.. _classWeights.Select(w => (float)w)], device: device).DetachFromDisposeScope();
    }

    public double Weight(IEnumerable<int> rows) => _run.Train.Targets.Weight(rows, _classWeights);

    public Tensor Backward(int[] rows, ulong seed, ForwardPass pass, Scalar share, Speed.PhaseClock? clock)
    {
        var model = _run.Base.Model;
        var (batch, labels) = _run.Train.Collate(rows, model.PadId, seed, _device);
        clock?.End(Speed.Phase.Collate);
        var loss = TaskLoss.Sum(model.Task.Kind, model.Forward(batch, pass), labels, _classWeightTensor, _run.Recipe.LabelSmoothing).mul(share);
        clock?.End(Speed.Phase.Forward);
        pass.Backward(loss);
        clock?.End(Speed.Phase.Backward);
        return loss.detach();
    }

    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel) => _evaluator.Run(cancel);

    public void Dispose() => _classWeightTensor?.Dispose();
}
