using System.Runtime.InteropServices;
using Studio.Trainer.Native;
using static TorchSharp.torch;

namespace Studio.Trainer.Devices.Probing;

/// <summary>All that the engine calls of libtorch, tried one after the other.</summary>
public static class EntryPoints
{
    private static readonly EntryPoint[] All = [.. ProductEntryPoints.All, .. AttentionEntryPoints.All, .. StepEntryPoints.All];

    /// <summary>Their names, in the order in which they are tried.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(e => e.Name)];

    /// <summary>What is to be said of one that ended its process.</summary>
    internal static ProbeResult Crashed(int index, string note) => new(All[index].Name, All[index].UsedFor, ProbeState.Crashed, null, All[index].Fallback, note);

    /// <summary>Tries one. What libtorch refuses is an answer; what ends the process is not, so call this where that does no harm.</summary>
    /// <param name="index">Of <see cref="Names"/>.</param>
    /// <param name="device"><c>cpu</c> or <c>cuda</c>.</param>
    public static ProbeResult Try(int index, string device)
    {
        Libtorch.Load();
        var (entry, on) = (All[index], device == "cuda" ? CUDA : CPU);
        ProbeResult Result(ProbeState state, double? difference = null, string? note = null) => new(entry.Name, entry.UsedFor, state, difference, entry.Fallback, note);
        if (entry.OnlyCuda && device != "cuda")
            return Result(ProbeState.Missing, note: "Not for processors.");
        try
        {
            using var scope = NewDisposeScope();
            double? difference = entry.Try(on);
            return Result(difference is null || difference <= entry.Tolerance ? ProbeState.Works : ProbeState.Differs, difference is { } d && !double.IsFinite(d) ? double.MaxValue : difference);
        }
        catch (MissingEntryPointException e)
        {
            return Result(ProbeState.Missing, note: e.Message);
        }
        catch (Exception e) when (e is ExternalException or InvalidOperationException or EntryPointNotFoundException or ArgumentException)
        {
            return Result(ProbeState.Refused, note: e.Message.Split('\n')[0]);
        }
    }

    /// <exception cref="Runs.TrainingException">libtorch sees no GPU.</exception>
    internal static void Require(string device)
    {
        Libtorch.Load();
        if (device == "cuda" && !cuda.is_available())
            throw new Runs.TrainingException(MachineDevices.Read().WhyNoGpu ?? "libtorch sees no GPU.");
    }
}
