using Studio.Trainer.Methods;
using Studio.Trainer.Models;
using Studio.Trainer.Optimization;
using Studio.Trainer.Runs.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs;

/// <summary>One optimizer step: forward and backward for each of its passes, clipping, update.</summary>
internal sealed class TrainStep : IDisposable
{
    private readonly TransformerModel _model;
    private readonly Recipe _recipe;
    private readonly ScalarType _type;
    private readonly Device _device;
    private readonly IReadOnlyList<ParameterGroup> _groups;
    private readonly Tensor[] _tuned;
    private readonly UnfreezingPlan? _unfreezing;
    private readonly WeightPenalty _penalty;
    private readonly IObjective _objective;

    private readonly Action<int, int>? _passBegins;

    public TrainStep(PreparedRun run, Device device, Action<int, int>? passBegins = null)
    {
        (_model, _recipe, _type, _device, _passBegins, _objective) = (run.Base.Model, run.Recipe, run.ComputeType, device, passBegins, Objective.Of(run, device));
        var optimizer = _recipe.Optimizer;
        bool byLayer = _recipe.Method == "gradual" || optimizer.LayerwiseLrDecay != 1;
        _groups = ParameterGroups.Build(run.Tuned, optimizer.WeightDecay, optimizer.LayerwiseLrDecay, byLayer ? _model.LayerCount : 0);
        _tuned = [.. run.Tuned.Select(p => p.Tensor)];
        _unfreezing = _recipe.Method == "gradual" ? new(_recipe.Unfreezing ?? new(), _model.LayerCount, run.Plan.StepsPerEpoch) : null;
        _penalty = new(optimizer.L1Penalty, optimizer.L2Penalty);
        Optimizer = new(_groups, optimizer.AdamBeta1, optimizer.AdamBeta2, optimizer.AdamEpsilon);
    }

    public AdamW Optimizer { get; }

    /// <summary>Scores the validation rows.</summary>
    public (Dictionary<string, double> Metrics, IReadOnlyList<SamplePrediction> Samples) Evaluate(CancellationToken cancel) => _objective.Evaluate(cancel);

    /// <summary>Told where the time goes; null where nobody measures.</summary>
    public Speed.PhaseClock? Clock { get; init; }

    /// <summary>True from the moment at which weights begin to change: a step that breaks off later cannot be done again.</summary>
    public bool HasTouchedWeights { get; private set; }

    /// <summary>Sets which layers learn at the 0-based <paramref name="step"/>; answers the lowest of them where that changed.</summary>
    public int? Unfreeze(int step) => _unfreezing?.Apply(step, _groups);

    /// <summary>Runs the 0-based <paramref name="step"/> over the given passes.</summary>
    /// <param name="step">Its number.</param>
    /// <param name="passes">Rows by forward pass.</param>
    /// <param name="microBatch">Rows of a pass at most; larger passes are done in parts, with the loss and gradients of the whole.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="cancel">Asked before each pass.</param>
    /// <returns>Mean loss of the step's rows, norm of the gradients before clipping.</returns>
    public (double Loss, double Norm) Run(int step, IReadOnlyList<int[]> passes, int microBatch, double rate, CancellationToken cancel)
    {
        try
        {
            return Compute(step, passes, microBatch, rate, cancel);
        }
        finally
        {
            // Also after a pass that broke off: half a gradient must not reach the next step.
            foreach (var parameter in _tuned)
                parameter.grad = null;
        }
    }

    private (double Loss, double Norm) Compute(int step, IReadOnlyList<int[]> passes, int microBatch, double rate, CancellationToken cancel)
    {
        HasTouchedWeights = false;
        Clock?.Begin();
        using var scope = NewDisposeScope();
        double weight = Math.Max(1e-12, passes.Sum(rows => _objective.Weight(rows)));
        using Scalar share = 1 / weight;
        var total = zeros([], device: _device);
        foreach (var (part, piece, rows) in passes.SelectMany((rows, part) => rows.Chunk(microBatch).Select((chunk, piece) => (part, piece, chunk))))
        {
            cancel.ThrowIfCancellationRequested();
            _passBegins?.Invoke(step, rows.Length);
            using var pass = NewDisposeScope();
            long seed = Randomness.ForStep(_recipe.Seed, step, part + (piece << 20));
            manual_seed(seed);
            var forward = new ForwardPass(training: true) { Seed = seed, Checkpointing = _recipe.GradientCheckpointing, ComputeType = _type };
            var loss = _objective.Backward(rows, (ulong)Randomness.ForStep(_recipe.Seed, step, part), forward, share, Clock);
            using (no_grad())
                total.Gather(loss);
        }
        if (_penalty.IsSet)
            total.Gather(_penalty.Backward(_groups));
        var norm = GradientClipping.Clip(_tuned, _recipe.Optimizer.MaxGradNorm);
        // One read of the device for everything that is told about a step.
        float[] told = [.. stack([total, norm]).cpu().data<float>()];
        Clock?.End(Speed.Phase.Clip);
        if (float.IsFinite(told[0]) && float.IsFinite(told[1]))
        {
            foreach (var group in _groups)
                group.LearningRate = rate * group.RateFactor;
            HasTouchedWeights = true;
            Optimizer.Step();
            Clock?.End(Speed.Phase.Optimizer);
        }
        return (told[0], told[1]);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        _objective.Dispose();
    }
}
