namespace Studio.Benchmarks.Starters;

/// <summary>
/// A model of n-grams with interpolated modified Kneser-Ney smoothing (Chen and Goodman, 1999). An n-gram is one 64-bit number of 12 bits a token, so a
/// vocabulary has 4096 tokens at most and the order is 5 at most. The beginning of a text is filled up with the token 0.
/// </summary>
internal sealed class KneserNey
{
    private const int Bits = 12;
    private readonly int _order, _vocabulary;
    private readonly Level[] _levels;

    private KneserNey(int order, int vocabulary, Level[] levels) => (_order, _vocabulary, _levels) = (order, vocabulary, levels);

    public static KneserNey Train(IEnumerable<int[]> texts, int order, int vocabulary)
    {
        if (vocabulary > 1 << Bits || order is < 2 or > 5)
            throw new ArgumentException($"At most {1 << Bits} tokens and orders from 2 to 5; there are {vocabulary} and {order}.");
        var grams = new List<ulong>();
        foreach (int[] text in texts)
        {
            ulong gram = 0;
            for (int i = 0; i < text.Length; i++)
            {
                gram = Next(gram, text[i], order);
                if (i > 0)
                    grams.Add(gram);
            }
        }
        var levels = new Level[order];
        var (keys, counts) = Count([.. grams]);
        for (int n = order; n >= 1; n--)
        {
            levels[n - 1] = new Level(keys, counts);
            // Below the highest order a gram counts as often as different tokens stand before it.
            ulong mask = (1UL << (Bits * (n - 1))) - 1;
            (keys, counts) = Count([.. keys.Select(key => key & mask)]);
        }
        return new(order, vocabulary, levels);
    }

    /// <summary>The natural logarithms of the probabilities of all tokens but the first, each after the tokens before it.</summary>
    public IEnumerable<double> Score(int[] text)
    {
        ulong gram = 0;
        for (int i = 0; i < text.Length; i++)
        {
            gram = Next(gram, text[i], _order);
            if (i > 0)
                yield return Math.Log(Probability(gram, _order));
        }
    }

    /// <summary>The probabilities of all tokens after the beginning of a text, which have to come to one.</summary>
    public double Sum(int[] beginning) => Enumerable.Range(0, _vocabulary).Sum(token => Math.Exp(Score([.. beginning, token]).Last()));

    private double Probability(ulong gram, int n)
    {
        if (n == 0)
            return 1.0 / _vocabulary;
        gram &= (1UL << (Bits * n)) - 1;
        var (own, rest) = _levels[n - 1].Share(gram, gram >> Bits);
        return own + rest * Probability(gram, n - 1);
    }

    private static ulong Next(ulong gram, int token, int order) => ((gram << Bits) | (uint)token) & ((1UL << (Bits * order)) - 1);

    private static (ulong[] Keys, int[] Counts) Count(ulong[] grams)
    {
        Array.Sort(grams);
        var (keys, counts) = (new List<ulong>(), new List<int>());
        for (int i = 0, start = 0; i < grams.Length; i = start)
        {
            while (start < grams.Length && grams[start] == grams[i])
                start++;
            keys.Add(grams[i]);
            counts.Add(start - i);
        }
        return ([.. keys], [.. counts]);
    }

    /// <summary>Grams of one order with their counts, and what is known of each beginning.</summary>
    private sealed class Level
    {
        private readonly ulong[] _keys, _contexts;
        private readonly int[] _counts;
        private readonly double[] _totals, _left, _discounts;

        public Level(ulong[] keys, int[] counts)
        {
            (_keys, _counts) = (keys, counts);
            double[] n = [.. Enumerable.Range(1, 4).Select(c => (double)Math.Max(1, counts.Count(count => count == c)))];
            double y = n[0] / (n[0] + 2 * n[1]);
            _discounts = [0, 1 - 2 * y * n[1] / n[0], 2 - 3 * y * n[2] / n[1], 3 - 4 * y * n[3] / n[2]];
            var (contexts, totals, left) = (new List<ulong>(), new List<double>(), new List<double>());
            for (int i = 0; i < keys.Length; i++)
            {
                if (contexts.Count == 0 || contexts[^1] != keys[i] >> Bits)
                {
                    contexts.Add(keys[i] >> Bits);
                    totals.Add(0);
                    left.Add(0);
                }
                totals[^1] += counts[i];
                left[^1] += _discounts[Math.Min(3, counts[i])];
            }
            (_contexts, _totals, _left) = ([.. contexts], [.. totals], [.. left]);
        }

        /// <summary>What this order gives a gram, and what it leaves to the order below.</summary>
        public (double Own, double Left) Share(ulong gram, ulong context)
        {
            int at = Array.BinarySearch(_contexts, context), found = Array.BinarySearch(_keys, gram);
            if (at < 0)
                return (0, 1);
            double own = found < 0 ? 0 : _counts[found] - _discounts[Math.Min(3, _counts[found])];
            return (own / _totals[at], _left[at] / _totals[at]);
        }
    }
}
