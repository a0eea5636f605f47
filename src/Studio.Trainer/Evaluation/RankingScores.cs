namespace Studio.Trainer.Evaluation;

/// <summary>How well a score puts the positive rows above the negative ones. Rows of equal score count as one threshold, as in scikit-learn.</summary>
public static class RankingScores
{
    /// <summary>The area under the ROC curve: the chance that a positive row scores above a negative one, ties counting half (Fawcett 2006).</summary>
    /// <returns>Null where there are no positive or no negative rows.</returns>
    public static double? RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        double below = 0;
        long negatives = 0;
        var positives = 0L;
        foreach (var (hits, misses) in Thresholds(scores, positive))
        {
            // From the highest score down: every positive of this threshold beats the negatives that are still to come.
            below += misses * (positives + (hits / 2.0));
            positives += hits;
            negatives += misses;
        }

        return positives == 0 || negatives == 0 ? null : below / positives / negatives;
    }

    /// <summary>The area under the precision-recall curve as a sum of steps, without interpolation (scikit-learn's average_precision_score).</summary>
    /// <returns>Null where there are no positive rows.</returns>
    public static double? AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        var (sum, seen, found) = (0.0, 0L, 0L);
        foreach (var (hits, misses) in Thresholds(scores, positive))
        {
            seen += hits + misses;
            found += hits;
            sum += hits * ((double)found / seen);
        }

        return found == 0 ? null : sum / found;
    }

    private static List<(long Hits, long Misses)> Thresholds(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        if (scores.Length != positive.Length) throw new ArgumentException($"There are {scores.Length} scores for {positive.Length} rows.");
        var keys = scores.ToArray();
        var flags = positive.ToArray();
        Array.Sort(keys, flags);
        var groups = new List<(long, long)>();
        for (var i = keys.Length - 1; i >= 0;)
        {
            var (key, hits, misses) = (keys[i], 0L, 0L);
            for (; i >= 0 && keys[i] == key; i--)
            {
                if (flags[i]) hits++;
                else misses++;
            }

            groups.Add((hits, misses));
        }

        return groups;
    }
}
