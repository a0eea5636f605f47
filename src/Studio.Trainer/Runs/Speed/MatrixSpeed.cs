using System.Diagnostics;
using static TorchSharp.torch;

namespace Studio.Trainer.Runs.Speed;

/// <summary>How fast a device multiplies large matrices: the limit that training steps are held against.</summary>
internal sealed class MatrixSpeed : IDisposable
{
    private const int Repeats = 6;
    private readonly Tensor _left, _right;
    private readonly bool _gpu;
    private readonly long _size;

    public MatrixSpeed(Device device, ScalarType type)
    {
        using var scope = NewDisposeScope();
        _gpu = device.type == TorchSharp.DeviceType.CUDA;
        _size = _gpu ? 8192 : 2048;
        (_left, _right) = (randn(_size, _size, device: device).to_type(type).DetachFromDisposeScope(), randn(_size, _size, device: device).to_type(type).DetachFromDisposeScope());
        Once();
    }

    /// <summary>Operations per second of one product, 2 n³ for matrices of n by n.</summary>
    public double Once()
    {
        using var noGrad = no_grad();
        if (_gpu)
            cuda.synchronize();
        long started = Stopwatch.GetTimestamp();
        using var product = mm(_left, _right);
        if (_gpu)
            cuda.synchronize();
        return 2.0 * _size * _size * _size / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The same of the fastest of several.</summary>
    public static double Best(Device device, ScalarType type)
    {
        using var products = new MatrixSpeed(device, type);
        return Enumerable.Range(0, Repeats).Max(_ => products.Once());
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
