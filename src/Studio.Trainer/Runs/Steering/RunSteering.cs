using Studio.Trainer.Optimization;

namespace Studio.Trainer.Runs.Steering;

/// <summary>
/// What a run's orders have made of its recipe. How a step is computed follows from the recipe, the changes and the step's number alone.
/// Lives on the engine's thread.
/// </summary>
internal sealed class RunSteering(PreparedRun run, string outputDirectory, RunControl? control, Action<RunEvent> report)
{
    private readonly List<RunAdjustment> _made = [];
    private Schedule _schedule = Make(run.Recipe, run.Plan.WarmupSteps, run.Plan.TotalSteps);
    private double _rate = run.Recipe.Optimizer.LearningRate;
    private int _applied;

    public IReadOnlyList<RunAdjustment> Made => _made;

    /// <summary>Steps of the run as far as it is known now, changes that are still to be repeated included.</summary>
    public int TotalSteps => _made.LastOrDefault(a => a.MaxSteps is not null)?.MaxSteps ?? run.Plan.TotalSteps;

    /// <summary>Rows of one forward pass at most.</summary>
    public int MicroBatchSize { get; private set; } = int.MaxValue;

    public bool Stopped { get; private set; }

    /// <summary>The rate of the 0-based step, before each group's own factor.</summary>
    public double Rate(int step) => _rate * _schedule.Factor(step);

    /// <summary>Takes up the changes of an earlier attempt: of its checkpoint, and of the file for those that came after it.</summary>
    public void Restore(IReadOnlyList<RunAdjustment> ofCheckpoint)
    {
        var kept = AdjustmentFile.Read(outputDirectory, run.Fingerprint);
        if (kept is null)
            report(new RunNotice(NoticeLevel.Warning, "The list of changes that were made to this run is damaged; those before its checkpoint are known, later ones are lost."));
        _made.AddRange(kept is { Count: > 0 } ? kept : ofCheckpoint);
    }

    /// <summary>Makes the changes of this step, repeated ones first, then new orders.</summary>
    /// <returns>True where the run is to pause here.</returns>
    public bool Obey(int step)
    {
        Repeat(step);
        bool pause = false;
        while (control is not null && control.Orders.TryRead(out var order))
        {
            pause |= order.Pause;
            if (order.Pause || _made.Any(a => a.Id == order.Id))
                continue;
            if (Refusal(order, step) is { } reason)
                report(new OrderRefused(order.Id, reason));
            else
                Make(new() { Id = order.Id, Step = step, LearningRate = order.LearningRate, MaxSteps = Steps(order), Stop = order.Stop });
        }
        return pause;
    }

    /// <summary>Halves the rows of a forward pass from the 0-based step on.</summary>
    /// <param name="step">Where the memory was not enough.</param>
    /// <param name="rows">Rows of the pass that did not fit.</param>
    /// <returns>The new number of rows; null where one row alone does not fit.</returns>
    public int? Halve(int step, int rows)
    {
        int half = Math.Min(rows, MicroBatchSize) / 2;
        if (half == 0)
            return null;
        Make(new() { Id = Guid.NewGuid(), Step = step, MicroBatchSize = half });
        return half;
    }

    private void Make(RunAdjustment adjustment)
    {
        AdjustmentFile.Write(outputDirectory, run.Fingerprint, [.. _made, adjustment]);
        _made.Add(adjustment);
        Repeat(adjustment.Step);
    }

    /// <summary>Makes the known changes up to the 0-based step.</summary>
    public void Repeat(int step)
    {
        for (; _applied < _made.Count && _made[_applied].Step <= step; _applied++)
        {
            var made = _made[_applied];
            _rate = made.LearningRate ?? _rate;
            MicroBatchSize = made.MicroBatchSize ?? MicroBatchSize;
            Stopped |= made.Stop;
            if (made.MaxSteps is { } total)
            {
                run.Plan.Change(total);
                _schedule = Make(run.Recipe, run.Plan.WarmupSteps, total);
            }
            report(new RunAdjusted(made, TotalSteps, Rate(step)));
        }
    }

    private int? Steps(RunOrder order) =>
        order.MaxSteps ?? (order.Epochs is { } epochs ? (int)Math.Clamp(Math.Ceiling(epochs * run.Plan.StepsPerEpoch - 1e-9), 1, int.MaxValue) : null);

    private string? Refusal(RunOrder order, int step) => order switch
    {
        { LearningRate: { } rate } when !double.IsFinite(rate) || rate is <= 0 or > 10 => "The learning rate has to be above 0 and at most 10.",
        { Stop: true } when step == 0 => "No step is done yet, so there is nothing to keep. Cancel the run instead.",
        _ when Steps(order) is { } total && total <= step => $"{step} steps are done already; ask for more than that, or stop the run here.",
        _ => null,
    };

    private static Schedule Make(Recipe recipe, int warmup, int total) => Schedule.Create(recipe.Optimizer.Schedule, warmup, total);
}
