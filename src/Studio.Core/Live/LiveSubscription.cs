using System.Runtime.CompilerServices;

namespace Studio.Core.Live;

/// <summary>
/// What arrived since the last batch. A reader that fell too far behind gets <see cref="Snapshot"/> in place of the changes it missed.
/// </summary>
public sealed record LiveBatch<TState, TChange>(IReadOnlyList<TChange> Changes, bool IsSnapshot, TState Snapshot);

/// <summary>One reader of a <see cref="LiveFeed{TState,TChange}"/>. Disposing it ends the subscription.</summary>
public sealed class LiveSubscription<TState, TChange> : IDisposable
{
    private readonly LiveFeed<TState, TChange> _feed;
    private readonly int _capacity;
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private readonly CancellationTokenSource _ended = new();
    private List<TChange> _pending = [];
    private bool _behind;

    internal LiveSubscription(LiveFeed<TState, TChange> feed, TState now, int capacity) => (_feed, Now, _capacity) = (feed, now, capacity);

    /// <summary>The state at the instant of subscribing; the batches begin right after it.</summary>
    public TState Now { get; }

    /// <summary>Batches of changes, at most one per <paramref name="interval"/>, until cancelled or disposed.</summary>
    public async IAsyncEnumerable<LiveBatch<TState, TChange>> ReadBatchesAsync(
        TimeSpan interval, TimeProvider? time = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, _ended.Token);
        while (await Waited(_arrived.WaitAsync(stop.Token)))
        {
            yield return _feed.Take(this);
            if (!await Waited(Task.Delay(interval, time ?? TimeProvider.System, stop.Token)))
                yield break;
        }
    }

    public void Dispose()
    {
        _feed.Remove(this);
        _ended.Cancel();
    }

    // Called under the feed's lock, as is Drain.
    internal void Offer(TChange change)
    {
        if (_pending.Count < _capacity)
            _pending.Add(change);
        else
            _behind = true;
        if (_arrived.CurrentCount == 0)
            _arrived.Release();
    }

    internal LiveBatch<TState, TChange> Drain(TState state)
    {
        var batch = _behind
            ? new LiveBatch<TState, TChange>([], true, state)
            : new LiveBatch<TState, TChange>(_pending, false, state);
        (_pending, _behind) = ([], false);
        return batch;
    }

    private static async Task<bool> Waited(Task task)
    {
        try
        {
            await task;
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
