using System.Numerics;
using System.Runtime.InteropServices;

namespace Studio.Core.Datasets.Vectors;

/// <summary>
/// Vectors of length 1 in two bytes a number. None of their numbers is above 1, so a fixed point loses less than a floating one of the same size;
/// the cosine of two of them is their product.
/// </summary>
internal static class UnitVector
{
    private const float One = short.MaxValue;

    public static float[] Scaled(float[] vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        for (var i = 0; i < vector.Length; i++)
            vector[i] = length > 0 ? vector[i] / length : 0;
        return vector;
    }

    public static void Pack(ReadOnlySpan<float> vector, Span<short> packed)
    {
        for (var i = 0; i < vector.Length; i++)
            packed[i] = (short)MathF.Round(Math.Clamp(vector[i], -1, 1) * One);
    }

    public static float[] Unpack(ReadOnlySpan<short> packed)
    {
        var vector = new float[packed.Length];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = packed[i] / One;
        return vector;
    }

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sums = Vector<float>.Zero;
        var first = MemoryMarshal.Cast<float, Vector<float>>(a);
        var second = MemoryMarshal.Cast<float, Vector<float>>(b);
        for (var i = 0; i < first.Length; i++)
            sums += first[i] * second[i];
        var sum = Vector.Sum(sums);
        for (var i = first.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    /// <summary>The product of a packed vector with one that is not.</summary>
    public static float Dot(ReadOnlySpan<short> packed, ReadOnlySpan<float> vector)
    {
        var sums = Vector<float>.Zero;
        var shorts = MemoryMarshal.Cast<short, Vector<short>>(packed);
        var floats = MemoryMarshal.Cast<float, Vector<float>>(vector);
        for (var i = 0; i < shorts.Length; i++)
        {
            Vector.Widen(shorts[i], out var low, out var high);
            sums += Vector.ConvertToSingle(low) * floats[2 * i];
            sums += Vector.ConvertToSingle(high) * floats[2 * i + 1];
        }

        var sum = Vector.Sum(sums);
        for (var i = shorts.Length * Vector<short>.Count; i < packed.Length; i++)
            sum += packed[i] * vector[i];
        return sum / One;
    }
}
