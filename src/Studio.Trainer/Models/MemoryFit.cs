using System.Globalization;
using Studio.Trainer.Formats;
using static TorchSharp.torch;

namespace Studio.Trainer.Models;

/// <summary>Refuses a model that the machine's memory cannot hold, before anything of it is made.</summary>
internal static class MemoryFit
{
    /// <exception cref="ModelFormatException">The weights alone are larger than the memory; the message has the numbers.</exception>
    public static void Require(WeightFiles weights, Device? device, ScalarType type) =>
        Require(weights.Folder, Bytes(weights, type), device is { type: TorchSharp.DeviceType.CUDA } ? long.MaxValue : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <exception cref="ModelFormatException">There is too little memory.</exception>
    internal static void Require(string folder, long needed, long available)
    {
        if (needed > available)
            throw new ModelFormatException(string.Create(CultureInfo.InvariantCulture,
                $"The model in '{folder}' needs {needed / 1e9:0.0} GB for its weights alone, and this machine has {available / 1e9:0.0} GB. Take a smaller model, or load it with half the bits (bf16)."));
    }

    /// <summary>What the weights take in the element type that they are loaded in.</summary>
    private static long Bytes(WeightFiles weights, ScalarType type) =>
        weights.Names.Sum(name => weights.Find(name)!.Shape.Aggregate(1L, (product, size) => product * size)) * (type == ScalarType.Float32 ? 4 : 2);
}
