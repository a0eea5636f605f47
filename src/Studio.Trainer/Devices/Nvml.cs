using System.Runtime.InteropServices;
using System.Text;

namespace Studio.Trainer.Devices;

/// <summary>NVML as the driver installs it, called through its exports: nothing of it is needed to build or to run without a GPU.</summary>
internal sealed unsafe class Nvml : INvml
{
    private const int Success = 0;
    private const int TextLength = 96;
    private readonly nint _library;
    private bool _started;

    private Nvml(nint library) => _library = library;

    /// <summary>The names that the driver gives the library on this system.</summary>
    internal static IReadOnlyList<string> Names { get; } =
        OperatingSystem.IsWindows() ? ["nvml.dll", @"C:\Program Files\NVIDIA Corporation\NVSMI\nvml.dll"] : ["libnvidia-ml.so.1", "libnvidia-ml.so"];

    /// <summary>Null with a sentence where there is no such library or it finds no driver.</summary>
    public static INvml? Open(IEnumerable<string> names, out string? problem)
    {
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint library))
                continue;
            var nvml = new Nvml(library);
            int code = nvml.Find("nvmlInit_v2") is var init && init != 0 ? ((delegate* unmanaged<int>)init)() : -1;
            nvml._started = code == Success;
            problem = nvml._started ? null : $"The NVIDIA driver is installed but does not answer ({nvml.Reason(code)}).";
            if (nvml._started)
                return nvml;
            nvml.Dispose();
            return null;
        }
        problem = "There is no NVIDIA driver on this machine.";
        return null;
    }

    public string? DriverVersion() => Text("nvmlSystemGetDriverVersion");

    public int? CudaVersion()
    {
        int version;
        return Find("nvmlSystemGetCudaDriverVersion_v2") is var f and not 0 && ((delegate* unmanaged<int*, int>)f)(&version) == Success ? version : null;
    }

    public int Count()
    {
        uint count;
        return Find("nvmlDeviceGetCount_v2") is var f and not 0 && ((delegate* unmanaged<uint*, int>)f)(&count) == Success ? (int)count : 0;
    }

    public string? Name(int device)
    {
        byte* text = stackalloc byte[TextLength];
        return Handle(device) is var handle and not 0 && Find("nvmlDeviceGetName") is var f and not 0 && ((delegate* unmanaged<nint, byte*, uint, int>)f)(handle, text, TextLength) == Success
            ? Read(text)
            : null;
    }

    public (ulong Total, ulong Free)? Memory(int device)
    {
        // total, free, used
        ulong* figures = stackalloc ulong[3];
        return Handle(device) is var handle and not 0 && Find("nvmlDeviceGetMemoryInfo") is var f and not 0 && ((delegate* unmanaged<nint, ulong*, int>)f)(handle, figures) == Success
            ? (figures[0], figures[1])
            : null;
    }

    public (int Major, int Minor)? ComputeCapability(int device)
    {
        int major, minor;
        return Handle(device) is var handle and not 0 && Find("nvmlDeviceGetCudaComputeCapability") is var f and not 0
            && ((delegate* unmanaged<nint, int*, int*, int>)f)(handle, &major, &minor) == Success
            ? (major, minor)
            : null;
    }

    public void Dispose()
    {
        if (_started && Find("nvmlShutdown") is var stop and not 0)
            _ = ((delegate* unmanaged<int>)stop)();
        NativeLibrary.Free(_library);
    }

    private nint Handle(int device)
    {
        nint handle;
        return Find("nvmlDeviceGetHandleByIndex_v2") is var f and not 0 && ((delegate* unmanaged<uint, nint*, int>)f)((uint)device, &handle) == Success ? handle : 0;
    }

    private string? Text(string function)
    {
        byte* text = stackalloc byte[TextLength];
        return Find(function) is var f and not 0 && ((delegate* unmanaged<byte*, uint, int>)f)(text, TextLength) == Success ? Read(text) : null;
    }

    private string Reason(int code) =>
        Find("nvmlErrorString") is var f and not 0 && ((delegate* unmanaged<int, byte*>)f)(code) is var text && text != null ? Marshal.PtrToStringUTF8((nint)text)! : $"code {code}";

    private static string Read(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    private nint Find(string name) => NativeLibrary.TryGetExport(_library, name, out nint address) ? address : 0;
}
