namespace Studio.Core.Prompts.Connections.OpenAi;

/// <summary>Cancels when nothing was heard for a while.</summary>
internal sealed class Patience : IDisposable
{
    private readonly TimeSpan _silence;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;

    public Patience(TimeSpan silence, TimeProvider time, CancellationToken cancel)
    {
        _silence = silence;
        _over = new CancellationTokenSource(silence, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancel);
    }

    public CancellationToken Token => _either.Token;

    public bool IsOver => _over.IsCancellationRequested;

    /// <summary>Something came; the silence begins anew.</summary>
    public void Heard() => _over.CancelAfter(_silence);

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
