using TorchSharp;
using static TorchSharp.torch;

namespace Studio.Trainer.Native;

/// <summary>
/// Values from the processor to a device. A plain copy to a GPU waits for everything that the GPU still has to do; one from pinned memory
/// takes its turn behind it, and libtorch keeps the pinned memory until then.
/// </summary>
internal static class Transfer
{
    public static Tensor Of(long[] values, ReadOnlySpan<long> shape, Device? device) => To(tensor(values, shape), device);

    public static Tensor Of(long[] values, Device? device) => To(tensor(values), device);

    public static Tensor Of(bool[] values, ReadOnlySpan<long> shape, Device? device) => To(tensor(values, shape), device);

    /// <summary>The tensor itself where it is there already.</summary>
    public static Tensor To(Tensor values, Device? device)
    {
        if (device is not { type: DeviceType.CUDA })
            return values;
        using var pinned = values.pin_memory();
        return pinned.to(device, non_blocking: true);
    }
}
