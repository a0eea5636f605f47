using System.Text.Json;

namespace Studio.Trainer.Runs;

/// <summary>Looks for good values of a recipe's fields by training with many of them.</summary>
public sealed record SearchSettings
{
    /// <summary><c>random</c>, or <c>tpe</c>: after some random trials, values that resemble those of the best ones so far (Bergstra and others, 2011).</summary>
    public string Algorithm { get; init; } = "tpe";

    /// <summary>Trainings in all; those that are ended early count.</summary>
    public int Trials { get; init; } = 20;

    /// <summary><c>asha</c> ends a trial that is not among the best at a rung of evaluations (Li and others, 2020); <c>none</c> lets every trial finish.</summary>
    public string Pruner { get; init; } = "asha";

    /// <summary>Evaluations before the first rung.</summary>
    public int GraceEvaluations { get; init; } = 1;

    /// <summary>One trial in this many passes a rung, and each rung lies this many times further on.</summary>
    public int ReductionFactor { get; init; } = 3;

    /// <summary>What may vary, by the path of the field, for example <c>optimizer.learning_rate</c>.</summary>
    public IReadOnlyDictionary<string, SearchRange> Space { get; init; } = new Dictionary<string, SearchRange>();
}

/// <summary>The values that one field may take.</summary>
public sealed record SearchRange
{
    /// <summary><c>uniform</c>, <c>log-uniform</c>, <c>int</c> (both from <see cref="Min"/> to <see cref="Max"/>), or <c>choice</c> of <see cref="Values"/>.</summary>
    public string Type { get; init; } = "uniform";

    public double? Min { get; init; }

    public double? Max { get; init; }

    public IReadOnlyList<JsonElement>? Values { get; init; }
}
