using System.Globalization;

namespace Studio.Trainer.Devices;

/// <summary>An NVIDIA GPU as its driver describes it; null where the driver does not say.</summary>
/// <param name="Index">Its place in the driver's list, from 0.</param>
/// <param name="Name">The product's name.</param>
/// <param name="TotalBytes">Its memory.</param>
/// <param name="FreeBytes">What no program holds.</param>
/// <param name="ComputeCapability">Such as <c>9.0</c>; sixteen-bit training wants 8.0 or newer.</param>
public sealed record NvidiaDevice(int Index, string Name, long? TotalBytes, long? FreeBytes, string? ComputeCapability);

/// <summary>What NVIDIA's driver tells about this machine, asked through NVML (NVML API reference, "Device Queries").</summary>
/// <param name="Version">Of the driver; null without one.</param>
/// <param name="Cuda">The newest CUDA that the driver runs, such as <c>12.8</c>.</param>
/// <param name="Devices">Its GPUs.</param>
/// <param name="Problem">A sentence where there is no driver or it does not answer.</param>
public sealed record NvidiaDriver(string? Version, string? Cuda, IReadOnlyList<NvidiaDevice> Devices, string? Problem)
{
    /// <summary>Asks the driver now. Never throws: a machine without GPU is an answer.</summary>
    public static NvidiaDriver Read()
    {
        using var nvml = Nvml.Open(Nvml.Names, out string? problem);
        return nvml is null ? new(null, null, [], problem) : From(nvml);
    }

    internal static NvidiaDriver From(INvml nvml)
    {
        int count = nvml.Count();
        return new(
            nvml.DriverVersion(), nvml.CudaVersion() is { } cuda ? string.Create(CultureInfo.InvariantCulture, $"{cuda / 1000}.{cuda % 1000 / 10}") : null,
            [.. Enumerable.Range(0, count).Select(i => Device(nvml, i))], count == 0 ? "The NVIDIA driver is installed but lists no GPU." : null);
    }

    private static NvidiaDevice Device(INvml nvml, int index)
    {
        var memory = nvml.Memory(index);
        return new(
            index, nvml.Name(index) ?? $"GPU {index}", memory is { } m ? (long)m.Total : null, memory is { } f ? (long)f.Free : null,
            nvml.ComputeCapability(index) is var (major, minor) ? string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}") : null);
    }
}
