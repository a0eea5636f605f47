using static TorchSharp.torch;

namespace Studio.Trainer.Devices.Probing;

/// <summary>Something of libtorch that the engine calls, tried small.</summary>
/// <param name="Name">As libtorch calls it, with what it is tried on.</param>
/// <param name="UsedFor">Where the engine uses it.</param>
/// <param name="Fallback">What the engine does without it.</param>
/// <param name="Tolerance">Largest difference that is still the same.</param>
/// <param name="Try">Runs it on the device; answers the largest relative difference from plain arithmetic, or null where there is none to compare.</param>
internal sealed record EntryPoint(string Name, string UsedFor, string Fallback, double Tolerance, Func<Device, double?> Try)
{
    public const string None = "none: training needs it";

    /// <summary>Not there on processors, and nothing is amiss.</summary>
    public bool OnlyCuda { get; init; }
}

/// <summary>The entry point is not in this libtorch.</summary>
internal sealed class MissingEntryPointException(string message) : Exception(message);
