namespace Studio.Core.Tuning;

/// <summary>Lengths of a sample of training rows in tokens, special tokens included, shortest first.</summary>
public sealed record TextLengths(IReadOnlyList<int> Sorted, bool Estimated)
{
    public double ShareLongerThan(int length)
    {
        if (Sorted.Count == 0)
            return 0;
        var (low, high) = (0, Sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Sorted[middle] <= length)
                low = middle + 1;
            else
                high = middle;
        }

        return (Sorted.Count - low) / (double)Sorted.Count;
    }

    /// <summary>The least length that leaves <paramref name="share"/> of the rows whole.</summary>
    public int Covering(double share) => Sorted.Count == 0 ? 0 : Sorted[Math.Clamp((int)Math.Ceiling(share * Sorted.Count) - 1, 0, Sorted.Count - 1)];
}
