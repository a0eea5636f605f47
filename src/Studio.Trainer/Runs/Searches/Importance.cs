using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Runs.Searches;

/// <summary>How much each field had to do with how well the trials went: permutation importance on a random forest (Breiman, 2001).</summary>
public static class Importance
{
    /// <summary>Fewer trials tell nothing.</summary>
    public const int LeastTrials = 6;

    /// <summary>Shares by field that sum to 1; empty where too few trials finished or all went alike.</summary>
    /// <param name="trials">
    /// Compared where they are comparable: finished ones by their end, or, where most were ended early, all of them at the evaluation that each has reached.
    /// </param>
    /// <param name="fields">The paths, in the order of <see cref="Trial.Position"/>.</param>
    /// <param name="metric">Of the finished weights.</param>
    /// <param name="seed">Decides the forest's draws.</param>
    public static IReadOnlyDictionary<string, double> Of(IEnumerable<Trial> trials, IReadOnlyList<string> fields, string metric, int seed)
    {
        var measured = trials.Where(t => (t.State is ChildState.Finished or ChildState.Pruned) && t.Evaluations.Count > 0).ToList();
        var finished = measured.Where(t => t.State == ChildState.Finished && t.Metrics.ContainsKey(metric)).ToList();
        if (measured.Count < LeastTrials)
            return new Dictionary<string, double>();
        int reached = measured.Min(t => t.Evaluations.Count);
        var compared = finished.Count >= Math.Max(LeastTrials, measured.Count / 2)
            ? finished.Select(t => (t.Position, Value: t.Metrics[metric])) : measured.Select(t => (t.Position, Value: t.Evaluations[reached - 1]));
        var forest = new RandomForest([.. compared.Select(t => t.Position.ToArray())], [.. compared.Select(t => t.Value)], seed);
        double[] shares = forest.Importance(seed);
        return shares.Sum() == 0 ? new Dictionary<string, double>() : fields.Zip(shares).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }
}
