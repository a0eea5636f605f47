namespace Studio.Trainer.Devices;

/// <summary>What is asked of NVIDIA's management library (NVML). Every question may go unanswered: virtual machines and slices of a GPU hide some figures.</summary>
internal interface INvml : IDisposable
{
    /// <summary>Such as <c>550.54.15</c>.</summary>
    string? DriverVersion();

    /// <summary>The newest CUDA that the driver runs, 1000 · major + 10 · minor.</summary>
    int? CudaVersion();

    int Count();

    string? Name(int device);

    /// <summary>Bytes in all and bytes that nobody holds.</summary>
    (ulong Total, ulong Free)? Memory(int device);

    (int Major, int Minor)? ComputeCapability(int device);
}
