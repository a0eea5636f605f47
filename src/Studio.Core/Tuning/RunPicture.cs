using System.Collections.Immutable;
using Studio.Trainer.Runs.Children;
using Studio.Core.Tuning.Steering;

namespace Studio.Core.Tuning;

/// <summary>
/// A run as it stands, complete enough for somebody who arrives late: every evaluation, the newest log lines, and the curve, thinned where it is long.
/// </summary>
public sealed record RunPicture(
    RunStatus Status, ImmutableList<PointView> Points, ImmutableList<EvaluationView> Evaluations, ImmutableList<LogView> Log, long Sequence)
{
    /// <summary>The newest log lines that are shown; all of them are in the database.</summary>
    public const int LogLines = 1_000;

    /// <summary>What was changed after the launch, the oldest first.</summary>
    public ImmutableList<InterventionView> Interventions { get; init; } = [];

    /// <summary>Evaluations that keep their sample predictions; older ones keep their metrics.</summary>
    public const int EvaluationsWithSamples = 20;

    /// <summary>Folds or trials by their number.</summary>
    public ImmutableSortedDictionary<int, ChildRun> Children { get; init; } = ImmutableSortedDictionary<int, ChildRun>.Empty;

    public static RunPicture Apply(RunPicture run, RunChange change) => change switch
    {
        StatusChanged status => run with { Status = status.Status },
        InterventionsChanged changed => run with { Interventions = changed.Interventions },
        PointAdded { Point: var point } when point.Sequence > run.Sequence =>
            run with { Points = Curve.Append(run.Points, point), Sequence = point.Sequence },
        EvaluationAdded { Evaluation: var evaluation } when evaluation.Sequence > run.Sequence =>
            run with { Evaluations = Append(run.Evaluations, evaluation), Sequence = evaluation.Sequence },
        LogAdded { Entry: var entry } when entry.Sequence > run.Sequence =>
            run with { Log = (run.Log.Count < LogLines ? run.Log : run.Log.RemoveAt(0)).Add(entry), Sequence = entry.Sequence },
        ChildChanged { Child: var child } => run with { Children = run.Children.SetItem(child.Number, child) },
        Rewound { Step: var step } => run with
        {
            Points = run.Points.RemoveAll(point => point.Step > step),
            Evaluations = run.Evaluations.RemoveAll(evaluation => evaluation.Step > step),
        },
        _ => run,
    };

    private static ImmutableList<EvaluationView> Append(ImmutableList<EvaluationView> evaluations, EvaluationView evaluation)
    {
        var old = evaluations.Count - EvaluationsWithSamples;
        return (old < 0 ? evaluations : evaluations.SetItem(old, evaluations[old] with { Samples = [] })).Add(evaluation);
    }
}
