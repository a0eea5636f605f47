using System.Runtime.Intrinsics;
using Studio.Trainer.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>
/// Steps of a decoder that libtorch makes of two to eight operations, each of which reads and writes everything once more, in one pass over the memory: normalization by the root mean
/// square, rotary positions, the gate of the feed-forward part. For 32 bits on the processor where no gradient is asked for; callers else take libtorch's operations.
/// </summary>
internal static unsafe class SinglePass
{
    // Below this many values other threads take longer to wake up than the work takes.
    private const long SharedOut = 1 << 16;
    private const int Lanes = 8;

    private static readonly delegate* unmanaged<nint, void**, int> Address = (delegate* unmanaged<nint, void**, int>)Libtorch.Export("aoti_torch_get_data_ptr");

    /// <summary>Whether the values of the last dimension lie side by side and can be worked on here.</summary>
    public static bool Suits(Tensor x) => Address != null && !is_grad_enabled() && x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && x.dim() is >= 1 and <= 4
        && x.shape[^1] % (2 * Lanes) == 0 && x.stride(-1) == 1 && x.NumberOfElements > 0;

    /// <summary>x / sqrt(mean(x²) + ε) · weight, over the last dimension.</summary>
    public static Tensor RmsNorm(Tensor x, Tensor weight, float epsilon, bool plusOne)
    {
        int size = (int)x.shape[^1];
        var y = empty(x.shape);
        var from = new Rows(x);
        float* to = Data(y), factor = Data(weight);
        var more = Vector256.Create(plusOne ? 1f : 0f);
        Share(from.Count, size, row =>
        {
            float* a = from.At(row), b = to + row * size;
            var sum = Vector256<float>.Zero;
            for (int i = 0; i < size; i += Lanes)
                sum += Vector256.Load(a + i) * Vector256.Load(a + i);
            var scale = Vector256.Create(1 / MathF.Sqrt(Vector256.Sum(sum) / size + epsilon));
            for (int i = 0; i < size; i += Lanes)
                (Vector256.Load(a + i) * scale * (Vector256.Load(factor + i) + more)).Store(b + i);
        });
        return y;
    }

    /// <summary>Turns the two halves of each head against each other.</summary>
    /// <param name="x">[rows, heads, tokens, size].</param>
    /// <param name="cosine">[tokens, size], or [rows, 1, tokens, size].</param>
    /// <param name="sine">As <paramref name="cosine"/>.</param>
    /// <returns>The shape of <paramref name="x"/>; heads of one token lie side by side.</returns>
    public static Tensor Turn(Tensor x, Tensor cosine, Tensor sine)
    {
        long heads = x.shape[1], tokens = x.shape[2];
        int size = (int)x.shape[3], half = size / 2;
        bool byRow = cosine.dim() == 4;
        var y = empty(x.shape[0], tokens, heads, size);
        var from = new Rows(x.transpose(1, 2));
        float* to = Data(y), cosines = Data(cosine), sines = Data(sine);
        Share(from.Count, size, row =>
        {
            // Rows are counted by text, token and head.
            long angle = (byRow ? row / heads : row / heads % tokens) * size;
            float* a = from.At(row), b = to + row * size, c = cosines + angle, s = sines + angle;
            for (int i = 0; i < half; i += Lanes)
            {
                var (low, high) = (Vector256.Load(a + i), Vector256.Load(a + half + i));
                (low * Vector256.Load(c + i) - high * Vector256.Load(s + i)).Store(b + i);
                (high * Vector256.Load(c + half + i) + low * Vector256.Load(s + half + i)).Store(b + half + i);
            }
        });
        return y.transpose(1, 2);
    }

    /// <summary>silu(gate) · up.</summary>
    public static Tensor SiluTimes(Tensor gate, Tensor up)
    {
        int size = (int)gate.shape[^1];
        var y = empty(gate.shape);
        var (left, right) = (new Rows(gate), new Rows(up));
        float* to = Data(y);
        Share(left.Count, size, row =>
        {
            float* a = left.At(row), b = right.At(row), c = to + row * size;
            for (int i = 0; i < size; i += Lanes)
            {
                var x = Vector256.Load(a + i);
                (x / (Vector256<float>.One + Vector256.Exp(-x)) * Vector256.Load(b + i)).Store(c + i);
            }
        });
        return y;
    }

    private static void Share(long rows, int size, Action<long> work)
    {
        if (rows * size < SharedOut)
        {
            for (long row = 0; row < rows; row++)
                work(row);
            return;
        }
        int parts = Environment.ProcessorCount;
        Parallel.For(0, parts, part =>
        {
            for (long row = rows * part / parts; row < rows * (part + 1) / parts; row++)
                work(row);
        });
    }

    private static float* Data(Tensor tensor)
    {
        void* data;
        return Address(tensor.Handle, &data) == 0 ? (float*)data : throw new InvalidOperationException("libtorch does not say where a tensor lies.");
    }

    /// <summary>The rows of the last dimension, wherever they lie.</summary>
    private readonly struct Rows
    {
        private readonly float* _data;
        private readonly long _first, _second, _third, _middle, _last;

        public Rows(Tensor x)
        {
            long[] shape = [.. Enumerable.Repeat(1L, 4 - (int)x.dim()), .. x.shape], strides = [.. Enumerable.Repeat(0L, 4 - (int)x.dim()), .. x.stride()];
            _data = Data(x);
            (_first, _second, _third, _middle, _last, Count) = (strides[0], strides[1], strides[2], shape[1], shape[2], shape[0] * shape[1] * shape[2]);
        }

        public long Count { get; }

        public float* At(long row)
        {
            long inner = row / _last;
            return _data + inner / _middle * _first + inner % _middle * _second + row % _last * _third;
        }
    }
}
