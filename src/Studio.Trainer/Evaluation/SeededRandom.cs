namespace Studio.Trainer.Evaluation;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers for the same seed on every machine and version.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>An independent stream for each pair of a seed and a number, so that work may be divided without changing its result.</summary>
    public static SeededRandom For(int seed, int stream)
    {
        var mixer = new SeededRandom((ulong)(uint)seed << 32 | (uint)stream);
        return new SeededRandom(mixer.Next());
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="bound"/> (Lemire's multiplication; the bias is below 2^-32).</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)(uint)bound) >> 32);
}
