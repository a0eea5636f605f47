namespace Studio.Trainer.Runs;

/// <summary>
/// The order of the rows in one pass over them. Rows of like length stand in one batch, so that little is padding: the shuffled rows are
/// sorted by length within windows of many batches, and the batches are shuffled again.
/// </summary>
internal static class BatchPlan
{
    private const int BatchesInWindow = 50;

    /// <summary>Row numbers by batch. The last batch may be smaller.</summary>
    /// <param name="lengths">Tokens of each row.</param>
    /// <param name="batchSize">Rows of a batch.</param>
    /// <param name="seed">Decides the order, together with the epoch.</param>
    /// <param name="epoch">0 for the first pass.</param>
    public static IReadOnlyList<int[]> ForEpoch(IReadOnlyList<int> lengths, int batchSize, int seed, int epoch)
    {
        int[] order = Randomness.Permutation(lengths.Count, Randomness.For(seed, "rows", epoch));
        int window = (int)Math.Min(int.MaxValue, (long)batchSize * BatchesInWindow);
        for (int start = 0; start < order.Length; start += window)
            order.AsSpan(start, Math.Min(window, order.Length - start)).Sort((a, b) => lengths[a] != lengths[b] ? lengths[b].CompareTo(lengths[a]) : a.CompareTo(b));
        int[][] batches = [.. order.Chunk(batchSize)];
        Randomness.Shuffle(batches.AsSpan(), Randomness.For(seed, "batches", epoch));
        return batches;
    }

    /// <summary>
    /// Batches that hold as many rows as fit into <paramref name="tokens"/>, padding included. The rows are sorted by length as a whole, those of
    /// one length in an order of their own in each epoch: so every epoch has the same number of batches.
    /// </summary>
    /// <param name="lengths">Tokens of each row; a row longer than the budget stands alone.</param>
    /// <param name="tokens">Rows of a batch times the longest of them is this at most.</param>
    /// <param name="seed">Decides the order, together with the epoch.</param>
    /// <param name="epoch">0 for the first pass.</param>
    public static IReadOnlyList<int[]> ByTokens(IReadOnlyList<int> lengths, int tokens, int seed, int epoch)
    {
        int[] order = Randomness.Permutation(lengths.Count, Randomness.For(seed, "rows", epoch));
        int[] place = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
            place[order[i]] = i;
        order.AsSpan().Sort((a, b) => lengths[a] != lengths[b] ? lengths[b].CompareTo(lengths[a]) : place[a].CompareTo(place[b]));
        var batches = new List<int[]>();
        for (int start = 0; start < order.Length;)
        {
            // The first row of a batch is its longest.
            int rows = Math.Clamp(tokens / Math.Max(1, lengths[order[start]]), 1, order.Length - start);
            batches.Add(order[start..(start + rows)]);
            start += rows;
        }
        int[][] shuffled = [.. batches];
        Randomness.Shuffle(shuffled.AsSpan(), Randomness.For(seed, "batches", epoch));
        return shuffled;
    }

    /// <summary>Batches for scoring: longest rows first, every row once.</summary>
    public static IReadOnlyList<int[]> ByLength(IReadOnlyList<int> lengths, int batchSize) =>
        [.. Enumerable.Range(0, lengths.Count).OrderByDescending(i => lengths[i]).Chunk(batchSize)];
}
