using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Devices;

/// <summary>What a device computes at speed.</summary>
internal static class Arithmetic
{
    /// <summary>
    /// Whether libtorch multiplies matrices of bfloat16 there faster than those of 32 bits. A processor without AVX-512 does it one number at a time: a step of a small
    /// encoder takes fifty times as long.
    /// </summary>
    public static bool MultipliesBFloat16(Device device) => device.type != DeviceType.CPU || (Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported);
}
