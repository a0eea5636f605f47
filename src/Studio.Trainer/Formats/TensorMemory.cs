using System.Runtime.InteropServices;
using TorchSharp;

namespace Studio.Trainer.Formats;

/// <summary>The raw memory of a tensor on the processor.</summary>
internal static partial class TensorMemory
{
    /// <summary>Address of the first element of a contiguous tensor; valid while the tensor is alive. TorchSharp's own spans end at 2 GiB.</summary>
    public static nint DataAddress(this torch.Tensor tensor) => Data(tensor.Handle);

    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
