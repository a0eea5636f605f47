using System.Globalization;

namespace Studio.Trainer.Runs.Searches;

/// <summary>
/// Asynchronous successive halving (Li and others, 2020): at each rung of evaluations a trial goes on only if it is in the best
/// 1/<c>reduction_factor</c> of all trials that reached the rung. Later rungs lie that many times further on.
/// </summary>
internal static class SuccessiveHalving
{
    /// <summary>Null where the trial may go on, else why it ends.</summary>
    /// <param name="trial">Just evaluated.</param>
    /// <param name="others">The trials before it.</param>
    /// <param name="search">Its grace and reduction factor.</param>
    /// <param name="metric">The name for the sentence.</param>
    /// <param name="smaller">True where a smaller value is better.</param>
    public static string? ReasonToEnd(Trial trial, IEnumerable<Trial> others, SearchSettings search, string metric, bool smaller)
    {
        int at = trial.Evaluations.Count;
        if (search.Pruner != "asha" || !IsRung(at, search))
            return null;
        double mine = trial.Best(smaller, at);
        double[] rivals = [.. others.Where(t => t.Number != trial.Number && t.Evaluations.Count >= at).Select(t => t.Best(smaller, at))];
        int places = (rivals.Length + 1) / search.ReductionFactor;
        int better = rivals.Count(other => smaller ? other < mine : other > mine);
        // As long as fewer trials than the factor reached the rung, the best of them goes on.
        if (better < Math.Max(1, places))
            return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"Ended at evaluation {at}: its best {metric} {mine:0.####} came {better + 1} of {rivals.Length + 1} trials at this rung, and {(places > 1 ? $"the best {places} go on" : "only the best goes on")}.");
    }

    private static bool IsRung(int evaluation, SearchSettings search)
    {
        long rung = search.GraceEvaluations;
        while (rung < evaluation)
            rung *= search.ReductionFactor;
        return rung == evaluation;
    }
}
