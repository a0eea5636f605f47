using System.Collections.Concurrent;

namespace Studio.Core.Datasets.Importing;

/// <summary>Tells the import job of this process that something waits or is to stop. What waits is in the database, not here.</summary>
public sealed class ImportQueue : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();

    public void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    /// <summary>Stops the import if it runs here; wherever else it runs, it notices at its next write.</summary>
    public void Interrupt(Guid importId)
    {
        if (_running.TryGetValue(importId, out var stop))
            stop.Cancel();
        Wake();
    }

    public void Dispose() => _wake.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _wake.WaitAsync(atMost, cancel);

    internal CancellationTokenSource Began(Guid importId, CancellationToken cancel) =>
        _running[importId] = CancellationTokenSource.CreateLinkedTokenSource(cancel);

    internal void Ended(Guid importId)
    {
        if (_running.TryRemove(importId, out var stop))
            stop.Dispose();
    }
}
