namespace Studio.Trainer.Runs;

/// <summary>
/// All chance of a run comes from its seed and the place where it is used, never from what was drawn before. So a resumed run needs no
/// saved generator: it computes the same numbers at the same step.
/// </summary>
internal static class Randomness
{
    /// <summary>Seed of dropout in a forward pass of a step.</summary>
    public static long ForStep(int seed, int step, int part) => (long)(Mix(Mix(Mix((ulong)seed) ^ (ulong)step) ^ (ulong)part) >> 1);

    /// <summary>Seed of everything else, by a name for its purpose.</summary>
    public static ulong For(int seed, string purpose, int number = 0)
    {
        ulong state = Mix((ulong)seed);
        foreach (char c in purpose)
            state = Mix(state ^ c);
        return Mix(state ^ (ulong)number);
    }

    /// <summary>The numbers below <paramref name="count"/> in an order of the seed (Fisher and Yates).</summary>
    public static int[] Permutation(int count, ulong seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle(order, seed);
        return order;
    }

    public static void Shuffle<T>(Span<T> items, ulong seed)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            seed += 0x9e3779b97f4a7c15;
            int j = (int)(Mix(seed) % (ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    public static ulong Mix(ulong x)
    {
        x += 0x9e3779b97f4a7c15;
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
