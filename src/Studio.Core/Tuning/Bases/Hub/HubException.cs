namespace Studio.Core.Tuning.Bases.Hub;

/// <summary>The hub did not give what was asked for, in a sentence for people.</summary>
/// <param name="message">What happened and what to do; never a token, never what the other side wrote.</param>
/// <param name="passes">Whether asking again later may help.</param>
/// <param name="retryAfter">How long the hub wants to be left alone.</param>
/// <param name="inner">What it came from.</param>
public sealed class HubException(string message, bool passes = false, TimeSpan? retryAfter = null, Exception? inner = null) : StudioException(message, inner)
{
    public bool Passes { get; } = passes;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
