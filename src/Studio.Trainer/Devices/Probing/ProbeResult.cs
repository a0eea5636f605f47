using System.Text.Json.Serialization;

namespace Studio.Trainer.Devices.Probing;

/// <summary>How an entry point fared.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProbeState>))]
public enum ProbeState
{
    /// <summary>It gives what plain arithmetic gives.</summary>
    Works,

    /// <summary>It answers, with other numbers than plain arithmetic.</summary>
    Differs,

    /// <summary>libtorch refused it.</summary>
    Refused,

    /// <summary>This libtorch has no such entry point, or it is not for this device.</summary>
    Missing,

    /// <summary>It ended its process.</summary>
    Crashed,
}

/// <summary>What was found about one entry point.</summary>
/// <param name="Name">Of the entry point with what it was tried on.</param>
/// <param name="UsedFor">Where the engine uses it.</param>
/// <param name="State">How it fared.</param>
/// <param name="Difference">The largest from plain arithmetic, relative to its largest value, over outputs and gradients; null where nothing was compared.</param>
/// <param name="Fallback">What the engine does where it does not work.</param>
/// <param name="Note">What libtorch said; null for nothing.</param>
public sealed record ProbeResult(string Name, string UsedFor, ProbeState State, double? Difference, string Fallback, string? Note);
