namespace Studio.Trainer.Text.Subwords;

/// <summary>Merges neighbours in the order of their rank, the leftmost first among equals, in n log n steps.</summary>
internal static class PairMerging
{
    /// <summary>Tells the rank and the id of what two neighbours merge into, or null; the lowest rank goes first.</summary>
    public delegate (int Rank, int Id)? Rule(Subword left, Subword right);

    public static Subword[] Merge(List<Subword> symbols, Rule rule)
    {
        if (symbols.Count < 2) return [.. symbols];
        var nodes = new Node[symbols.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = new Node(symbols[i], i - 1, i + 1 < nodes.Length ? i + 1 : -1);
        var queue = new PriorityQueue<(int Left, int Right, int Id, long Stamp), (int Rank, int Left)>();
        for (var i = 0; i + 1 < nodes.Length; i++) Offer(i, i + 1);
        var merged = nodes.Length;
        while (queue.TryDequeue(out var best, out _))
        {
            // What either of the two was when the pair was queued has changed: the pair is not there any more.
            if (nodes[best.Left].Right != best.Right || nodes[best.Left].Stamp + nodes[best.Right].Stamp != best.Stamp) continue;
            ref var left = ref nodes[best.Left];
            ref var right = ref nodes[best.Right];
            left.Symbol = new Subword(best.Id, Math.Min(left.Symbol.Start, right.Symbol.Start), Math.Max(left.Symbol.End, right.Symbol.End));
            left.Right = right.Right;
            left.Stamp++;
            right.Stamp = Node.Gone;
            merged--;
            if (left.Right >= 0)
            {
                nodes[left.Right].Left = best.Left;
                Offer(best.Left, left.Right);
            }

            if (left.Left >= 0) Offer(left.Left, best.Left);
        }

        var result = new Subword[merged];
        for (int i = 0, at = 0; at >= 0 && i < merged; at = nodes[at].Right) result[i++] = nodes[at].Symbol;
        return result;

        void Offer(int left, int right)
        {
            if (rule(nodes[left].Symbol, nodes[right].Symbol) is { } merge)
                queue.Enqueue((left, right, merge.Id, nodes[left].Stamp + nodes[right].Stamp), (merge.Rank, left));
        }
    }

    private struct Node(Subword symbol, int left, int right)
    {
        public const long Gone = long.MinValue / 4;

        public Subword Symbol = symbol;
        public int Left = left;
        public int Right = right;

        /// <summary>How often the symbol has changed. Both stamps of a pair only grow, so that an equal sum means that neither has.</summary>
        public long Stamp;
    }
}
