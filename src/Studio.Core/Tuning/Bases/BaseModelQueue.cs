using System.Collections.Concurrent;

namespace Studio.Core.Tuning.Bases;

/// <summary>Tells the worker of this process that something waits or is to stop. What waits is in the database, not here.</summary>
public sealed class BaseModelQueue : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly ConcurrentDictionary<Guid, CancellationTokenSource> _running = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> _ends = new();

    public void Wake()
    {
        lock (_wake)
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
    }

    /// <summary>Stops the work if it is done here, and returns once it has; wherever else it is done, it notices at its next write.</summary>
    public async Task InterruptAsync(Guid id)
    {
        var end = _ends.TryGetValue(id, out var running) ? running.Task : Task.CompletedTask;
        if (_running.TryGetValue(id, out var stop))
            await stop.CancelAsync();
        await end;
    }

    public void Dispose() => _wake.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _wake.WaitAsync(atMost, cancel);

    internal CancellationToken Began(Guid id, CancellationToken cancel)
    {
        _ends[id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return (_running[id] = CancellationTokenSource.CreateLinkedTokenSource(cancel)).Token;
    }

    internal void Ended(Guid id)
    {
        _running.TryRemove(id, out _);
        if (_ends.TryRemove(id, out var end))
            end.SetResult();
    }
}
