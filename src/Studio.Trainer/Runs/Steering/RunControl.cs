using System.Collections.Concurrent;

namespace Studio.Trainer.Runs.Steering;

/// <summary>Takes orders for a job from any thread; the engine reads them between two steps.</summary>
public sealed class RunControl
{
    private readonly ConcurrentQueue<RunOrder> _orders = new();
    private readonly ConcurrentDictionary<Guid, bool> _known = new();

    /// <summary>Passes an order on. The same one may be given again, as often as one likes.</summary>
    public void Post(RunOrder order)
    {
        if (_known.TryAdd(order.Id, true))
            _orders.Enqueue(order);
    }

    internal bool TryTake(out RunOrder order) => _orders.TryDequeue(out order!);
}
