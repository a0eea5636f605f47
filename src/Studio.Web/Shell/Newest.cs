namespace Studio.Web.Shell;

/// <summary>
/// For work that is begun again with every letter: what was begun earlier is cancelled, in the order of the letters. Waiting for a cancellation in between would let the next letter
/// overtake this one, whose work nobody could cancel any more.
/// </summary>
public sealed class Newest : IDisposable
{
    private CancellationTokenSource _begun = new();
    private bool _ended;

    /// <summary>Cancels what was begun before.</summary>
    /// <returns>Cancelled when something newer begins, or nobody waits any more.</returns>
    public CancellationToken Begin()
    {
        if (_ended)
            return _begun.Token;
        var earlier = _begun;
        var mine = (_begun = new CancellationTokenSource()).Token;
        earlier.Cancel();
        return mine;
    }

    public void Dispose()
    {
        _ended = true;
        _begun.Cancel();
    }
}
