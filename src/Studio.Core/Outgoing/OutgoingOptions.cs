namespace Studio.Core.Outgoing;

/// <summary>Where Studio may send requests of its own: <c>Studio:Outgoing</c>.</summary>
public sealed record OutgoingOptions
{
    /// <summary>
    /// Addresses (<c>127.0.0.1</c>), networks (<c>10.1.0.0/16</c>) and host names that may be called although they are private; everything public may be.
    /// </summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>A longer answer is cut off and refused.</summary>
    public int MaxAnswerBytes { get; init; } = 4 * 1024 * 1024;
}
