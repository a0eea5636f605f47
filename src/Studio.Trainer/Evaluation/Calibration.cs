namespace Studio.Trainer.Evaluation;

/// <summary>The rows whose confidence falls into one bin; the means are null for an empty one.</summary>
public sealed record ReliabilityBin(double From, double To, int Count, double? Confidence, double? Accuracy);

/// <summary>Whether the probabilities mean what they say (Guo et al. 2017).</summary>
public static class Calibration
{
    public const int Bins = 15;

    /// <summary>Equal-width bins over (0, 1], the upper edge included; confidence is the largest probability of a row.</summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct)
    {
        var counts = new int[Bins];
        var sums = new double[Bins];
        var hits = new int[Bins];
        for (var i = 0; i < confidence.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling(confidence[i] * Bins) - 1, 0, Bins - 1);
            counts[bin]++;
            sums[bin] += confidence[i];
            if (correct[i]) hits[bin]++;
        }

        return [.. Enumerable.Range(0, Bins).Select(bin => new ReliabilityBin(
            (double)bin / Bins, (double)(bin + 1) / Bins, counts[bin],
            counts[bin] == 0 ? null : sums[bin] / counts[bin], counts[bin] == 0 ? null : (double)hits[bin] / counts[bin]))];
    }

    /// <summary>The mean distance of confidence and accuracy, weighted by the rows of each bin.</summary>
    public static double ExpectedError(IReadOnlyList<ReliabilityBin> bins)
    {
        double total = bins.Sum(static bin => bin.Count);
        return total == 0 ? 0 : bins.Where(static bin => bin.Count > 0).Sum(bin => bin.Count / total * Gap(bin));
    }

    /// <summary>The greatest distance of confidence and accuracy in any bin.</summary>
    public static double MaximumError(IReadOnlyList<ReliabilityBin> bins) =>
        bins.Where(static bin => bin.Count > 0).Select(Gap).DefaultIfEmpty(0).Max();

    private static double Gap(ReliabilityBin bin) => Math.Abs(bin.Accuracy!.Value - bin.Confidence!.Value);
}
