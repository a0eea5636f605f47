using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Tests.Golden;

/// <summary>
/// Where the golden tests compute: the processor, or with <c>STUDIO_DEVICE=cuda</c> the GPU. The tolerances are the same, since both compute in 32 bits.
/// </summary>
internal static class GoldenDevice
{
    public const string Variable = "STUDIO_DEVICE";

    public static string Name { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : "cpu";

    public static Device Current => Name == "cuda" ? CUDA : CPU;

    /// <summary>Skips where the device that was asked for is not there.</summary>
    public static void Require()
    {
        Assert.True(Name is "cpu" or "cuda", $"{Variable} is \"{Name}\"; it is cpu or cuda.");
        Libtorch.Load();
        if (Name == "cuda")
            Assert.SkipUnless(cuda.is_available(), $"{Variable} is cuda, and libtorch sees no GPU: {Studio.Trainer.Devices.MachineDevices.Read().WhyNoGpu}");
    }
}
