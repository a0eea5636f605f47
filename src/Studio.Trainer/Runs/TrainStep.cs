using Studio.Trainer.Methods;
using Studio.Trainer.Models;
using Studio.Trainer.Optimization;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>One optimizer step: forward and backward for each of its passes, clipping, update.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly TransformerModel _model;
    private readonly EncodedRows _rows;
    private readonly Recipe _recipe;
    private readonly Device _device;
    private readonly Schedule _schedule;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly Tensor[] _tuned;
    private readonly UnfreezingPlan? _unfreezing;
    private readonly WeightPenalty _penalty;
    private readonly double[]? _classWeights;
    private readonly Tensor? _classWeightTensor;

    public TrainStep(PreparedRun run, Device device)
    {
        (_model, _rows, _recipe, _device) = (run.Base.Model, run.Train, run.Recipe, device);
        var optimizer = _recipe.Optimizer;
        bool byLayer = _recipe.Method == "gradual" || optimizer.LayerwiseLrDecay != 1;
        _groups = ParameterGroups.Build(run.Tuned, optimizer.WeightDecay, optimizer.LayerwiseLrDecay, byLayer ? _model.LayerCount : 0);
        _tuned = [.. run.Tuned.Select(p => p.Tensor)];
        _unfreezing = _recipe.Method == "gradual" ? new(_recipe.Unfreezing ?? new(), _model.LayerCount, run.Plan.StepsPerEpoch) : null;
        _penalty = new(optimizer.L1Penalty, optimizer.L2Penalty);
        Optimizer = new(_groups, optimizer.AdamBeta1, optimizer.AdamBeta2, optimizer.AdamEpsilon);
        _schedule = Schedule.Create(optimizer.Schedule, run.Plan.WarmupSteps, run.Plan.TotalSteps);
        _classWeights = _recipe.ClassWeights is { } weights ? [.. run.Labels.Select(label => weights.GetValueOrDefault(label, 1))] : null;
        _classWeightTensor = _classWeights is null ? null : tensor([.. _classWeights.Select(w => (float)w)], device: device).DetachFromDisposeScope();
    }

    public AdamW Optimizer { get; }

    /// <summary>Sets which layers learn at the 0-based <paramref name="step"/>; answers the lowest of them where that changed.</summary>
    public int? Unfreeze(int step) => _unfreezing?.Apply(step, _groups);

    /// <summary>Runs the 0-based <paramref name="step"/> over the given passes.</summary>
    /// <returns>Mean loss of the step's rows, norm of the gradients before clipping, learning rate.</returns>
    public (double Loss, double Norm, double Rate) Run(int step, IReadOnlyList<int[]> passes, CancellationToken cancel)
    {
        using var scope = NewDisposeScope();
        double weight = Math.Max(1e-12, passes.Sum(rows => _rows.Targets.Weight(rows, _classWeights)));
        using Scalar share = 1 / weight;
        var total = zeros([], device: _device);
        for (int part = 0; part < passes.Count; part++)
        {
            cancel.ThrowIfCancellationRequested();
            using var pass = NewDisposeScope();
            long seed = Randomness.ForStep(_recipe.Seed, step, part);
            manual_seed(seed);
            var (batch, labels) = _rows.Collate(passes[part], _model.PadId, (ulong)seed, _device);
            var forward = new ForwardPass(training: true) { Seed = seed, Checkpointing = _recipe.GradientCheckpointing, ComputeType = _recipe.ComputeType };
            var logits = _model.Forward(batch, forward);
            var loss = TaskLoss.Sum(_model.Task.Kind, logits, labels, _classWeightTensor, _recipe.LabelSmoothing).mul(share);
            forward.Backward(loss);
            using (no_grad())
                total.add_(loss.detach());
        }
        if (_penalty.IsSet)
            total.add_(_penalty.Backward(_groups));
        double rate = _recipe.Optimizer.LearningRate * _schedule.Factor(step);
        var norm = GradientClipping.Clip(_tuned, _recipe.Optimizer.MaxGradNorm);
        // One read of the device for everything that is told about a step.
        float[] told = [.. stack([total, norm]).cpu().data<float>()];
        if (float.IsFinite(told[0]) && float.IsFinite(told[1]))
        {
            foreach (var group in _groups)
                group.LearningRate = rate * group.RateFactor;
            Optimizer.Step();
        }
        foreach (var parameter in _tuned)
            parameter.grad = null;
        return (told[0], told[1], rate);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _classWeightTensor?.Dispose();
    }
}
