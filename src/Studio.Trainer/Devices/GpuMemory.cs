using System.Runtime.InteropServices;
using Studio.Trainer.Native;

namespace Studio.Trainer.Devices;

/// <summary>Memory of the first GPU, all programs together: from the CUDA runtime that libtorch brought, which also knows slices of a GPU, else from the driver.</summary>
public static unsafe class GpuMemory
{
    private static readonly Lazy<nint> MemoryInfo = new(Find);

    /// <summary>Bytes in all and bytes that nobody holds; null without a GPU.</summary>
    public static (long Total, long Free)? Read()
    {
        nuint free, total;
        if (MemoryInfo.Value != 0 && ((delegate* unmanaged<nuint*, nuint*, int>)MemoryInfo.Value)(&free, &total) == 0)
            return ((long)total, (long)free);
        return NvidiaDriver.Read().Devices is [{ TotalBytes: { } all, FreeBytes: { } left }, ..] ? (all, left) : null;
    }

    /// <summary>Bytes that programs hold; 0 without a GPU.</summary>
    public static long Used() => Read() is var (total, free) ? total - free : 0;

    private static nint Find()
    {
        Libtorch.Load();
        if (!Libtorch.HasCuda)
            return 0;
        foreach (string name in new[] { "libcudart.so.13", "libcudart.so.12", "cudart64_12.dll" }.Concat(CudaCompanions.In(Libtorch.Folder!).Where(file => file.Contains("cudart", StringComparison.Ordinal))))
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "cudaMemGetInfo", out nint address))
                return address;
        return 0;
    }
}
