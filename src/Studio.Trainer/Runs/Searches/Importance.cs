using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Runs.Searches;

/// <summary>How much each field had to do with how well the trials went: permutation importance on a random forest (Breiman, 2001).</summary>
public static class Importance
{
    /// <summary>Fewer finished trials tell nothing.</summary>
    public const int LeastTrials = 6;

    /// <summary>Shares by field that sum to 1; empty where too few trials finished or all went alike.</summary>
    /// <param name="trials">Trials that were ended early are left out: their figures are of another time.</param>
    /// <param name="fields">The paths, in the order of <see cref="Trial.Position"/>.</param>
    /// <param name="metric">Of the finished weights.</param>
    /// <param name="seed">Decides the forest's draws.</param>
    public static IReadOnlyDictionary<string, double> Of(IEnumerable<Trial> trials, IReadOnlyList<string> fields, string metric, int seed)
    {
        var finished = trials.Where(t => t.State == ChildState.Finished && t.Metrics.ContainsKey(metric)).ToList();
        if (finished.Count < LeastTrials)
            return new Dictionary<string, double>();
        var forest = new RandomForest([.. finished.Select(t => t.Position.ToArray())], [.. finished.Select(t => t.Metrics[metric])], seed);
        double[] shares = forest.Importance(seed);
        return shares.Sum() == 0 ? new Dictionary<string, double>() : fields.Zip(shares).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
    }
}
