using System.Diagnostics;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>How fast a device multiplies large matrices: the limit that training steps are held against.</summary>
internal static class MatrixSpeed
{
    private const int Repeats = 6;

    /// <summary>Operations per second of the fastest product, 2 n³ for matrices of n by n.</summary>
    public static double Measure(Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        bool gpu = device.type == TorchSharp.DeviceType.CUDA;
        long size = gpu ? 8192 : 2048;
        var (a, b) = (randn(size, size, device: device).to_type(type), randn(size, size, device: device).to_type(type));
        double best = double.MaxValue;
        for (int i = 0; i < Repeats; i++)
        {
            long started = Stopwatch.GetTimestamp();
            using var product = mm(a, b);
            if (gpu)
                cuda.synchronize();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * size * size * size / best;
    }
}
