using System.Collections.Immutable;

namespace Studio.Core.Tuning;

/// <summary>
/// A run's steps as a line of bounded length. When it grows past <see cref="Most"/> points it is thinned to half by largest triangles
/// (Steinarsson, "Downsampling Time Series for Visual Representation", 2013), which keeps the peaks that averaging would hide.
/// </summary>
public static class Curve
{
    /// <summary>More than any screen has pixels for.</summary>
    public const int Most = 4_096;

    public static ImmutableList<PointView> Append(ImmutableList<PointView> points, PointView point)
    {
        var longer = points.Add(point);
        return longer.Count <= Most ? longer : [.. Thin(longer, Most / 2)];
    }

    /// <summary>At most <paramref name="count"/> of the points, the first and the last among them.</summary>
    public static IReadOnlyList<PointView> Thin(IReadOnlyList<PointView> points, int count)
    {
        if (points.Count <= count)
            return points;
        var flat = points.ToArray();
        var kept = new List<PointView>(count) { flat[0] };
        var width = (flat.Length - 2.0) / (count - 2);
        for (var bucket = 0; bucket < count - 2; bucket++)
        {
            var next = Range(bucket + 1, width, flat.Length);
            kept.Add(Largest(kept[^1], flat[Range(bucket, width, flat.Length)], bucket == count - 3 ? flat.AsSpan(^1..) : flat.AsSpan(next)));
        }

        kept.Add(flat[^1]);
        return kept;
    }

    private static Range Range(int bucket, double width, int length) =>
        (1 + (int)(bucket * width))..Math.Min(1 + (int)((bucket + 1) * width), length - 1);

    private static PointView Largest(PointView before, ReadOnlySpan<PointView> bucket, ReadOnlySpan<PointView> after)
    {
        var (x, y) = (0.0, 0.0);
        foreach (var point in after)
            (x, y) = (x + point.Step, y + (point.Loss ?? 0));
        (x, y) = (x / after.Length, y / after.Length);
        var (best, area) = (bucket[0], -1.0);
        foreach (var point in bucket)
        {
            var size = Math.Abs((before.Step - x) * ((point.Loss ?? 0) - (before.Loss ?? 0)) - (before.Step - point.Step) * (y - (before.Loss ?? 0)));
            if (size > area)
                (best, area) = (point, size);
        }

        return best;
    }
}
