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

    /// <summary>Rows by length in equal steps from zero to the longest; the last step holds the longest.</summary>
    public IReadOnlyList<(int UpTo, int Rows)> Histogram(int steps)
    {
        if (Sorted.Count == 0)
            return [];
        var width = Math.Max(1, (int)Math.Ceiling(Sorted[^1] / (double)steps));
        return [.. Enumerable.Range(1, steps).Select(i => (i * width, Sorted.Count(length => length > (i - 1) * width && length <= i * width)))];
    }
}
