namespace Studio.Trainer.Runs;

/// <summary>How many steps a run has and which rows each of them sees.</summary>
internal sealed class RunPlan
{
    private readonly Recipe _recipe;
    private readonly int[] _lengths;
    private int _plannedEpoch = -1;
    private IReadOnlyList<int[]> _batches = [];

    public RunPlan(Recipe recipe, int[] lengths)
    {
        (_recipe, _lengths) = (recipe, lengths);
        int batches = recipe.TokensPerBatch is null ? (lengths.Length + recipe.BatchSize - 1) / recipe.BatchSize : Batches(0).Count;
        StepsPerEpoch = (batches + recipe.GradientAccumulationSteps - 1) / recipe.GradientAccumulationSteps;
        TotalSteps = recipe.MaxSteps ?? (int)Math.Max(1, Math.Min(int.MaxValue, Math.Ceiling(recipe.Epochs * StepsPerEpoch - 1e-9)));
        WarmupSteps = recipe.Optimizer.WarmupSteps ?? (int)Math.Ceiling((recipe.Optimizer.WarmupRatio ?? 0) * TotalSteps);
    }

    public int StepsPerEpoch { get; }

    public int TotalSteps { get; private set; }

    public int WarmupSteps { get; }

    /// <summary>Gives the run another number of steps while it goes on. Its warm-up stays as it was planned.</summary>
    public void Change(int totalSteps) => TotalSteps = totalSteps;

    /// <summary>The forward passes of the 0-based step, as row numbers.</summary>
    public IReadOnlyList<int[]> Passes(int step)
    {
        int epoch = step / StepsPerEpoch;
        if (epoch != _plannedEpoch)
            (_plannedEpoch, _batches) = (epoch, Batches(epoch));
        return [.. _batches.Skip(step % StepsPerEpoch * _recipe.GradientAccumulationSteps).Take(_recipe.GradientAccumulationSteps)];
    }

    private IReadOnlyList<int[]> Batches(int epoch) => _recipe.TokensPerBatch is { } tokens
        ? BatchPlan.ByTokens(_lengths, tokens, _recipe.Seed, epoch)
        : BatchPlan.ForEpoch(_lengths, _recipe.BatchSize, _recipe.Seed, epoch);

    /// <summary>True where the validation rows are to be scored once <paramref name="done"/> steps are done.</summary>
    public bool EvaluatesAfter(int done) => _recipe.Evaluation.EvalStrategy switch
    {
        "epoch" => done % StepsPerEpoch == 0 || done == TotalSteps,
        "steps" => done % _recipe.Evaluation.EvalSteps!.Value == 0 || done == TotalSteps,
        _ => false,
    };
}
