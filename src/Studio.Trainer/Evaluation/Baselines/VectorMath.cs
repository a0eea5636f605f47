using System.Numerics;
using System.Runtime.InteropServices;

namespace Studio.Trainer.Evaluation.Baselines;

/// <summary>The two loops in which a linear model spends its time. Sums run in fixed chunks, so that results do not depend on the threads.</summary>
internal static class VectorMath
{
    private const int Chunk = 1 << 16;

    /// <summary>target += factor · source</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> source)
    {
        var targets = MemoryMarshal.Cast<double, Vector<double>>(target);
        var sources = MemoryMarshal.Cast<double, Vector<double>>(source);
        var scale = new Vector<double>(factor);
        for (var i = 0; i < targets.Length; i++) targets[i] += scale * sources[i];
        for (var i = targets.Length * Vector<double>.Count; i < target.Length; i++) target[i] += factor * source[i];
    }

    public static double Dot(double[] a, double[] b)
    {
        var parts = new double[Math.Max(1, (a.Length + Chunk - 1) / Chunk)];
        ForChunks(a.Length, (part, start, length) => parts[part] = Dot(a.AsSpan(start, length), b.AsSpan(start, length)));
        return parts.Sum();
    }

    public static void AddScaled(double[] target, double factor, double[] source) =>
        ForChunks(target.Length, (_, start, length) => AddScaled(target.AsSpan(start, length), factor, source.AsSpan(start, length)));

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var left = MemoryMarshal.Cast<double, Vector<double>>(a);
        var right = MemoryMarshal.Cast<double, Vector<double>>(b);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < left.Length; i++) sums += left[i] * right[i];
        var sum = Vector.Sum(sums);
        for (var i = left.Length * Vector<double>.Count; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static void ForChunks(int length, Action<int, int, int> body)
    {
        var chunks = (length + Chunk - 1) / Chunk;
        if (chunks <= 1) body(0, 0, length);
        else Parallel.For(0, chunks, chunk => body(chunk, chunk * Chunk, Math.Min(Chunk, length - (chunk * Chunk))));
    }
}
