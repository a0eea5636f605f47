namespace Studio.Trainer.Generation;

/// <summary>
/// The steps from a model's scores to those that are sampled from, in transformers' order. Scores are natural logarithms up to a constant;
/// a token that is ruled out has minus infinity. At least one token always stays.
/// </summary>
internal static class LogitProcessors
{
    public static void RepetitionPenalty(Span<float> scores, IReadOnlyList<int> ids, double penalty)
    {
        foreach (int id in ids.Distinct())
            if (id < scores.Length)
                scores[id] = (float)(scores[id] < 0 ? scores[id] * penalty : scores[id] / penalty);
    }

    /// <summary>Rules out what would complete a run of <paramref name="size"/> tokens that stands in the text already.</summary>
    public static void NoRepeatNgram(Span<float> scores, IReadOnlyList<int> ids, int size)
    {
        for (int start = 0; start + size <= ids.Count; start++)
        {
            bool same = true;
            for (int i = 0; i < size - 1 && same; i++)
                same = ids[start + i] == ids[ids.Count - size + 1 + i];
            if (same)
                scores[ids[start + size - 1]] = float.NegativeInfinity;
        }
    }

    public static void OccurrencePenalties(Span<float> scores, IEnumerable<int> generated, double frequency, double presence)
    {
        foreach (var group in generated.GroupBy(id => id))
            scores[group.Key] -= (float)(frequency * group.Count() + presence);
    }

    public static void Temperature(Span<float> scores, double temperature)
    {
        for (int i = 0; i < scores.Length; i++)
            scores[i] = (float)(scores[i] / temperature);
    }

    public static void TopK(Span<float> scores, int count)
    {
        if (count >= scores.Length)
            return;
        // The smallest of the kept scores, by a heap of so many; equal scores stay, as in transformers.
        var kept = new PriorityQueue<int, float>(count + 1);
        foreach (float score in scores)
        {
            if (kept.Count < count)
                kept.Enqueue(0, score);
            else if (kept.TryPeek(out _, out float least) && score > least)
                kept.EnqueueDequeue(0, score);
        }
        kept.TryPeek(out _, out float limit);
        foreach (ref float score in scores)
            if (score < limit)
                score = float.NegativeInfinity;
    }

    public static void TopP(Span<float> scores, double mass)
    {
        float[] probabilities = Softmax(scores);
        // What is less likely than its share of the tail lies in the tail whatever its neighbours are, so only the rest is sorted.
        double negligible = (1 - mass) / scores.Length, below = 0;
        var candidates = new List<int>();
        for (int i = 0; i < scores.Length; i++)
        {
            if (probabilities[i] < negligible)
            {
                below += probabilities[i];
                scores[i] = float.NegativeInfinity;
            }
            else
            {
                candidates.Add(i);
            }
        }
        candidates.Sort((a, b) => probabilities[a].CompareTo(probabilities[b]));
        for (int i = 0; i < candidates.Count - 1; i++)
        {
            below += probabilities[candidates[i]];
            if (below > 1 - mass)
                break;
            scores[candidates[i]] = float.NegativeInfinity;
        }
    }

    public static void MinP(Span<float> scores, double share)
    {
        float limit = Max(scores) + (float)Math.Log(share);
        foreach (ref float score in scores)
            if (score < limit)
                score = float.NegativeInfinity;
    }

    /// <summary>Keeps the tokens whose surprise is nearest to the expected one, until they reach the mass.</summary>
    public static void TypicalP(Span<float> scores, double mass)
    {
        float[] probabilities = Softmax(scores);
        double entropy = -probabilities.Where(p => p > 0).Sum(p => p * Math.Log(p));
        double[] distance = [.. probabilities.Select(p => p > 0 ? Math.Abs(-Math.Log(p) - entropy) : double.PositiveInfinity)];
        int[] order = [.. Enumerable.Range(0, distance.Length).OrderBy(i => distance[i])];
        double reached = 0;
        int last = 0;
        while (last < order.Length - 1 && (reached += probabilities[order[last]]) < mass)
            last++;
        double limit = distance[order[last]];
        for (int i = 0; i < scores.Length; i++)
            if (distance[i] > limit)
                scores[i] = float.NegativeInfinity;
    }

    public static float[] Softmax(ReadOnlySpan<float> scores)
    {
        float most = Max(scores);
        var result = new float[scores.Length];
        double sum = 0;
        for (int i = 0; i < result.Length; i++)
            sum += result[i] = MathF.Exp(scores[i] - most);
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)(result[i] / sum);
        return result;
    }

    /// <summary>The logarithm of the sum of exponentials: a score less this is the token's log-probability.</summary>
    public static double LogSum(ReadOnlySpan<float> scores)
    {
        float most = Max(scores);
        double sum = 0;
        foreach (float score in scores)
            sum += Math.Exp(score - most);
        return most + Math.Log(sum);
    }

    /// <summary>The ids of the highest scores, the highest first.</summary>
    public static int[] Best(ReadOnlySpan<float> scores, int count)
    {
        if (count <= 0)
            return [];
        var kept = new PriorityQueue<int, float>(count + 1);
        for (int id = 0; id < scores.Length; id++)
        {
            if (kept.Count < count)
                kept.Enqueue(id, scores[id]);
            else if (kept.TryPeek(out _, out float least) && scores[id] > least)
                kept.EnqueueDequeue(id, scores[id]);
        }
        var best = new int[kept.Count];
        for (int i = best.Length - 1; i >= 0; i--)
            best[i] = kept.Dequeue();
        return best;
    }

    /// <summary>The highest score; not a number where any is none.</summary>
    public static float Max(ReadOnlySpan<float> scores)
    {
        float most = float.NegativeInfinity;
        foreach (float score in scores)
            most = MathF.Max(most, score);
        return most;
    }
}
