namespace Studio.Core.Prompts.Connections;

/// <summary>What went wrong with a call, as far as a caller has to tell apart.</summary>
public enum ModelCallFailure
{
    /// <summary>Nobody answers at the address, or the connection broke.</summary>
    Unreachable,

    /// <summary>The address may not be called, or the key is not accepted, or the request is refused: asking again changes nothing.</summary>
    Refused,

    /// <summary>Too many requests.</summary>
    Busy,

    /// <summary>The server failed.</summary>
    ServerError,

    /// <summary>Nothing came for as long as a call may be silent.</summary>
    Timeout,

    /// <summary>The answer ended before it was whole.</summary>
    CutOff,

    /// <summary>What came is no answer in the agreed form.</summary>
    Unreadable,
}

/// <summary>A call to a model failed, said for a person.</summary>
public sealed class ModelCallException(ModelCallFailure failure, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : StudioException(message, inner)
{
    public ModelCallFailure Failure => failure;

    /// <summary>When the server wants to be asked again, if it said so.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Whether asking again may help.</summary>
    public bool MayPass => failure is not (ModelCallFailure.Refused or ModelCallFailure.Unreadable);
}
