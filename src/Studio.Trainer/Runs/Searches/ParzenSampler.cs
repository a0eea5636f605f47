using Studio.Trainer.Evaluation;
using Studio.Trainer.Runs.Children;

namespace Studio.Trainer.Runs.Searches;

/// <summary>
/// The tree-structured Parzen estimator (Bergstra and others, 2011), each field by itself: one density over the values of the best trials, one
/// over those of the rest, and of some draws from the first the one at which the two differ most.
/// </summary>
internal static class ParzenSampler
{
    private const int RandomTrials = 10, Draws = 24, MostGood = 25;

    /// <summary>Where the trial with this number looks.</summary>
    /// <param name="space">The fields.</param>
    /// <param name="settings">Its algorithm.</param>
    /// <param name="ended">The trials before it.</param>
    /// <param name="number">1 for the first; with the seed it decides the draws.</param>
    /// <param name="seed">Of the recipe.</param>
    /// <param name="smaller">True where a smaller metric is better.</param>
    public static double[] Next(SearchSpace space, SearchSettings settings, IReadOnlyList<Trial> ended, int number, int seed, bool smaller)
    {
        var random = new SeededRandom(Randomness.For(seed, "trial", number));
        var known = ended.Where(t => (t.State is ChildState.Finished or ChildState.Pruned) && t.Evaluations.Count > 0).ToList();
        if (settings.Algorithm == "random" || known.Count < RandomTrials)
            return space.Draw(ref random);
        // Trials that were ended early tell less; those that got further come first.
        var ranked = known.OrderBy(t => t.State == ChildState.Finished ? 0 : 1).ThenByDescending(t => t.State == ChildState.Finished ? 0 : t.Evaluations.Count)
            .ThenBy(t => smaller ? t.Best(smaller) : -t.Best(smaller)).ToList();
        int good = Math.Min(MostGood, (int)Math.Ceiling(0.1 * ranked.Count) + 1);
        var position = new double[space.Fields.Count];
        for (int i = 0; i < position.Length; i++)
        {
            int field = i;
            double[] best = [.. ranked.Take(good).Select(t => t.Position[field])], rest = [.. ranked.Skip(good).Select(t => t.Position[field])];
            position[i] = space.Fields[i].Range.Type == "choice"
                ? Choose(space.Fields[i].Range.Values!.Count, best, rest, ref random) : Draw(SearchSpace.Ends(space.Fields[i].Range), best, rest, ref random);
        }
        return position;
    }

    private static double Draw((double Low, double High) ends, double[] best, double[] rest, ref SeededRandom random)
    {
        var (good, bad) = (new ParzenDensity(best, ends), new ParzenDensity(rest, ends));
        var (chosen, most) = (double.NaN, double.NegativeInfinity);
        for (int i = 0; i < Draws; i++)
        {
            double x = good.Draw(ref random), ratio = good.Log(x) - bad.Log(x);
            if (ratio > most)
                (chosen, most) = (x, ratio);
        }
        return chosen;
    }

    private static double Choose(int choices, double[] best, double[] rest, ref SeededRandom random)
    {
        double Share(double[] trials, int choice) => (trials.Count(t => (int)Math.Round(t) == choice) + 1.0 / choices) / (trials.Length + 1);
        var (chosen, most) = (0, double.NegativeInfinity);
        for (int i = 0; i < Draws; i++)
        {
            double at = SearchSpace.Unit(ref random);
            int choice = 0;
            while (choice < choices - 1 && (at -= Share(best, choice)) > 0)
                choice++;
            double ratio = Share(best, choice) / Share(rest, choice);
            if (ratio > most)
                (chosen, most) = (choice, ratio);
        }
        return chosen;
    }
}
