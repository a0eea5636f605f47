namespace Studio.Core.Persistence;

/// <summary>
/// Refuses a write inside a write, on either engine: the inner one would wait for the outer one for ever, or commit without it.
/// </summary>
internal static class NestedWrite
{
    private static readonly AsyncLocal<bool> Inside = new();

    /// <summary>From here on, what this flow of control calls is inside a write.</summary>
    public static void Enter() => Inside.Value = true;

    public static void Refuse()
    {
        if (Inside.Value)
            throw new InvalidOperationException("A write was started inside another write; use the context that the outer one was given.");
    }
}
