using System.Runtime.InteropServices;
using Studio.Trainer.Native;
using TorchSharp;

namespace Studio.Trainer.Devices;

/// <summary>What libtorch says in this process.</summary>
/// <param name="Folder">Where it was loaded from; null where it could not be loaded.</param>
/// <param name="Version">Such as <c>2.10.0</c>; null where this libtorch does not tell.</param>
/// <param name="HasCuda">Whether its folder holds the libraries for GPUs.</param>
/// <param name="IsCudaAvailable">Whether it can use a GPU.</param>
/// <param name="Problem">Why it could not be loaded; null where it was.</param>
public sealed record TorchState(string? Folder, string? Version, bool HasCuda, bool IsCudaAvailable, string? Problem)
{
    /// <summary>Loads libtorch where that was not done yet, which takes about a second.</summary>
    public static TorchState Read()
    {
        try
        {
            Libtorch.Load();
            return new(Libtorch.Folder, Libtorch.Version, Libtorch.HasCuda, torch.cuda.is_available(), null);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException or NotSupportedException or TypeInitializationException or ExternalException)
        {
            return new(Libtorch.Folder, null, false, false, e.Message.Split('\n')[0]);
        }
    }
}
