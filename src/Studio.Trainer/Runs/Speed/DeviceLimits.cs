using System.Diagnostics;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>What a device can do at best, measured: what everything else on it is held against.</summary>
/// <param name="MatrixRate">Operations per second of a large product, on a GPU in sixteen bits.</param>
/// <param name="Bandwidth">Bytes that memory gives and takes in a second while a large tensor is copied.</param>
public sealed record DeviceLimits(double MatrixRate, double Bandwidth)
{
    private const int Repeats = 10;

    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    /// <param name="bytes">Of the copied tensor.</param>
    /// <param name="cancel">Before the measurement begins.</param>
    public static Task<DeviceLimits> MeasureAsync(string device, long bytes, CancellationToken cancel) =>
        DeviceThread.For(device).Do(on => new DeviceLimits(MatrixSpeed.Best(on, on.type == TorchSharp.DeviceType.CUDA ? TorchSharp.torch.ScalarType.BFloat16 : TorchSharp.torch.ScalarType.Float32), Copying(on, bytes)), cancel);

    private static double Copying(Device device, long bytes)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        bool gpu = device.type == TorchSharp.DeviceType.CUDA;
        var (from, to) = (zeros([bytes], dtype: ScalarType.Byte, device: device), ones([bytes], dtype: ScalarType.Byte, device: device));
        double best = double.MaxValue;
        for (int i = 0; i < Repeats; i++)
        {
            if (gpu)
                cuda.synchronize();
            long started = Stopwatch.GetTimestamp();
            to.copy_(from);
            if (gpu)
                cuda.synchronize();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return 2.0 * bytes / best;
    }
}
