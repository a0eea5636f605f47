namespace Studio.Trainer.Runs.Steering;

/// <summary>What somebody asks of a running job. It is obeyed between two steps; fields that are null stay as they are.</summary>
/// <param name="Id">Names it: an order that was obeyed once is not obeyed again after a restart.</param>
public sealed record RunOrder(Guid Id)
{
    /// <summary>The learning rate of the recipe from now on; the schedule still multiplies it.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Passes over the training rows in all, those that are done included.</summary>
    public double? Epochs { get; init; }

    /// <summary>Optimizer steps in all, those that are done included; goes before <see cref="Epochs"/>.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Learn no more; the best weights become the model.</summary>
    public bool Stop { get; init; }

    /// <summary>Save a checkpoint and give the device back. The same job goes on from there later.</summary>
    public bool Pause { get; init; }
}

/// <summary>
/// A change as it took effect. All changes of a run are kept beside its checkpoints, so that a run which is killed and resumed makes the same
/// changes at the same steps.
/// </summary>
public sealed record RunAdjustment
{
    /// <summary>The order's; a change of the engine's own has one as well.</summary>
    public required Guid Id { get; init; }

    /// <summary>Steps that were done when it took effect: the first step under it is the next.</summary>
    public required int Step { get; init; }

    public double? LearningRate { get; init; }

    /// <summary>Steps in all from here on.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>Rows of one forward pass at most, because the memory was not enough for more. The step stays as large as it was.</summary>
    public int? MicroBatchSize { get; init; }

    public bool Stop { get; init; }
}
