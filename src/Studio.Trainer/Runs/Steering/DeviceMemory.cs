using System.Runtime.InteropServices;

namespace Studio.Trainer.Runs.Steering;

/// <summary>Tells a lack of memory from other errors of libtorch, which have one type only.</summary>
internal static class DeviceMemory
{
    /// <summary>True for "CUDA out of memory" and "can't allocate memory".</summary>
    public static bool WasNotEnough(ExternalException error) => error.Message.Split('\n')[0].Contains("memory", StringComparison.OrdinalIgnoreCase);
}
