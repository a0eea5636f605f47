namespace Studio.Core.Live;

/// <summary>
/// A state and the changes to it. Subscribing gives the state now and every change after it, with nothing lost or doubled in between.
/// Publishing never waits for a subscriber.
/// </summary>
/// <typeparam name="TState">An immutable picture of the whole.</typeparam>
/// <typeparam name="TChange">What happened, small.</typeparam>
public sealed class LiveFeed<TState, TChange>(TState initial, Func<TState, TChange, TState> apply)
{
    private readonly Lock _gate = new();
    private readonly HashSet<LiveSubscription<TState, TChange>> _subscribers = [];
    private TState _state = initial;

    public TState Current
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    public int SubscriberCount
    {
        get
        {
            lock (_gate)
                return _subscribers.Count;
        }
    }

    public void Publish(TChange change)
    {
        lock (_gate)
        {
            _state = apply(_state, change);
            foreach (var subscriber in _subscribers)
                subscriber.Offer(change);
        }
    }

    public LiveSubscription<TState, TChange> Subscribe(int capacity = 1024)
    {
        lock (_gate)
        {
            var subscription = new LiveSubscription<TState, TChange>(this, _state, capacity);
            _subscribers.Add(subscription);
            return subscription;
        }
    }

    internal void Remove(LiveSubscription<TState, TChange> subscription)
    {
        lock (_gate)
            _subscribers.Remove(subscription);
    }

    internal LiveBatch<TState, TChange> Take(LiveSubscription<TState, TChange> subscription)
    {
        lock (_gate)
            return subscription.Drain(_state);
    }
}
