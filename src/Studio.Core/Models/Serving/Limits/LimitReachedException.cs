namespace Studio.Core.Models.Serving.Limits;

/// <summary>The team has used up what it may ask for now.</summary>
public sealed class LimitReachedException(string message, TimeSpan retryAfter) : StudioException(message)
{
    /// <summary>After which asking again may be answered.</summary>
    public TimeSpan RetryAfter => retryAfter;
}
