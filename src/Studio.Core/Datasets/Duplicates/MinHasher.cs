using System.IO.Hashing;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Studio.Core.Datasets.Duplicates;

/// <summary>
/// MinHash (Broder 1997) with locality-sensitive hashing: the least value of each of 128 fixed permutations, cut into bands. Two texts that agree in
/// one band are worth comparing. Only one number for each band is kept of a text, so memory does not grow with the texts' length.
/// </summary>
internal sealed class MinHasher
{
    private readonly uint[] _factors = new uint[DuplicateSettings.Permutations];
    private readonly uint[] _offsets = new uint[DuplicateSettings.Permutations];
    private readonly int _bands;
    private readonly int _rows;

    public MinHasher(DuplicateSettings settings)
    {
        (_bands, _rows) = (settings.Bands, settings.RowsPerBand);
        // The same numbers in every run, so that the same texts give the same groups.
        var random = new Random(20);
        for (var i = 0; i < _factors.Length; i++)
            (_factors[i], _offsets[i]) = ((uint)random.NextInt64(1L << 32) | 1, (uint)random.NextInt64(1L << 32));
    }

    /// <summary>One key for each band.</summary>
    public void Bands(ulong[] shingles, Span<ulong> keys)
    {
        Span<uint> least = stackalloc uint[DuplicateSettings.Permutations];
        least.Fill(uint.MaxValue);
        foreach (var shingle in shingles)
            Lower(least, (uint)(shingle >> 32));
        for (var band = 0; band < _bands; band++)
            keys[band] = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(least.Slice(band * _rows, _rows)), band);
    }

    private void Lower(Span<uint> least, uint hash)
    {
        var value = new Vector<uint>(hash);
        for (var i = 0; i < least.Length; i += Vector<uint>.Count)
        {
            var part = least.Slice(i, Vector<uint>.Count);
            var moved = value * new Vector<uint>(_factors, i) + new Vector<uint>(_offsets, i);
            Vector.Min(new Vector<uint>(part), moved).CopyTo(part);
        }
    }
}
